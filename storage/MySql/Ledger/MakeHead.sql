INSERT INTO audit_heads (customer, seq, hash) VALUES (@customer, 0, @hash) ON DUPLICATE KEY UPDATE seq = seq
