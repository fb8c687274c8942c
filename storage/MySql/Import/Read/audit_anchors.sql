SELECT customer, seq, hash
FROM audit_anchors
WHERE customer > @customer
ORDER BY customer
LIMIT @limit
