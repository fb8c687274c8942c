INSERT INTO audit_anchors (customer, seq, hash)
VALUES (@customer, @seq, @hash)
