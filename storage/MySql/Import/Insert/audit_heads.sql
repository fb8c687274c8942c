INSERT INTO audit_heads (customer, seq, hash)
VALUES (@customer, @seq, @hash)
