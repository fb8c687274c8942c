SELECT 1 FROM secrets WHERE wrap_key = @id LIMIT 1
