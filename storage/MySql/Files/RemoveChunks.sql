DELETE FROM file_chunks WHERE customer = @customer AND file = @file ORDER BY seq LIMIT @limit
