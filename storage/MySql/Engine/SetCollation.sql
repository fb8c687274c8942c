-- The name is MariaDB's; on MySQL 8 the program puts that server's name for the same in its place.
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin
