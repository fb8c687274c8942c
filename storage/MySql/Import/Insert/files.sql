INSERT INTO files (customer, id, name, media_type, size, chunks, sha256, created_at, expires_at)
VALUES (@customer, @id, @name, @media_type, @size, @chunks, @sha256, @created_at, @expires_at)
