-- In seconds. A row that another silo holds longer is waited for by trying again; what a silo that vanished holds is let go when its connection has been silent this long.
SET SESSION innodb_lock_wait_timeout = 5, SESSION wait_timeout = 60
