SELECT id, email, name, plan, created_at, suspended_at, suspension
FROM customers
WHERE id > @id
ORDER BY id
LIMIT @limit
