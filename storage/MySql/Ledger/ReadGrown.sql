SELECT customer FROM audit_heads AS head
WHERE customer > @after AND seq > (SELECT coalesce(max(seq), 0) FROM audit_signed_heads AS proof WHERE proof.customer = head.customer)
ORDER BY customer LIMIT @limit
