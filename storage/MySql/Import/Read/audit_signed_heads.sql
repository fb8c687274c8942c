SELECT customer, seq, first_seq, hash, first_link, at, key_id, public_key, signature
FROM audit_signed_heads
WHERE customer > @customer OR (customer = @customer AND (seq > @seq OR (seq = @seq AND (first_seq > @first_seq))))
ORDER BY customer, seq, first_seq
LIMIT @limit
