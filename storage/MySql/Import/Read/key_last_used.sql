SELECT customer, key_id, at
FROM key_last_used
WHERE customer > @customer OR (customer = @customer AND (key_id > @key_id))
ORDER BY customer, key_id
LIMIT @limit
