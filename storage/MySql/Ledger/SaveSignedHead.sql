INSERT INTO audit_signed_heads (customer, seq, hash, first_seq, first_link, at, key_id, public_key, signature)
VALUES (@customer, @seq, @hash, @first_seq, @first_link, @at, @key_id, @public_key, @signature)
ON DUPLICATE KEY UPDATE seq = seq
