INSERT INTO key_last_used (customer, key_id, at) VALUES (@customer, @key_id, @at) ON DUPLICATE KEY UPDATE at = greatest(at, @at)
