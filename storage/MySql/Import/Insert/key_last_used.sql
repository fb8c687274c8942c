INSERT INTO key_last_used (customer, key_id, at)
VALUES (@customer, @key_id, @at)
