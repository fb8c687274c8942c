SELECT GET_LOCK(concat('squaremcp:', md5(database())), @seconds)
