SELECT customer, seq, hash, first_seq, first_link, at, key_id, public_key, signature FROM audit_signed_heads WHERE customer = @customer AND seq = @seq AND first_seq = @first_seq
