SELECT customer, id, name, media_type, size, chunks, sha256, created_at, expires_at
FROM files
WHERE customer > @customer OR (customer = @customer AND (id > @id))
ORDER BY customer, id
LIMIT @limit
