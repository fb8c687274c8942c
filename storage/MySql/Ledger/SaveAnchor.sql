INSERT INTO audit_anchors (customer, seq, hash) VALUES (@customer, @seq, @hash) ON DUPLICATE KEY UPDATE seq = @seq, hash = @hash
