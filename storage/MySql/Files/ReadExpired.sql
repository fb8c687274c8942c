SELECT customer, id, name, media_type, size, chunks, sha256, created_at, expires_at FROM files WHERE expires_at <= @now ORDER BY expires_at LIMIT @limit
