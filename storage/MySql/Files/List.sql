SELECT customer, id, name, media_type, size, chunks, sha256, created_at, expires_at FROM files
WHERE customer = @customer AND (@before IS NULL OR id < @before) AND sha256 IS NOT NULL AND expires_at > @now ORDER BY id DESC LIMIT @limit
