INSERT INTO audit_signed_heads (customer, seq, first_seq, hash, first_link, at, key_id, public_key, signature)
VALUES (@customer, @seq, @first_seq, @hash, @first_link, @at, @key_id, @public_key, @signature)
