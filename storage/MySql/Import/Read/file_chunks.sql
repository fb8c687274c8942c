SELECT customer, file, seq, size, sealed
FROM file_chunks
WHERE customer > @customer OR (customer = @customer AND (file > @file OR (file = @file AND (seq > @seq))))
ORDER BY customer, file, seq
LIMIT @limit
