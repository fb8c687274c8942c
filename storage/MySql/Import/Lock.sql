SELECT GET_LOCK(concat('squaremcp-import:', md5(database())), 0)
