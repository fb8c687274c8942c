SELECT customer, seq, hash
FROM audit_heads
WHERE customer > @customer
ORDER BY customer
LIMIT @limit
