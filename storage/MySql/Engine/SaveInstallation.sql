INSERT INTO installation (only_one, name, created_at) VALUES (1, @name, @at)
