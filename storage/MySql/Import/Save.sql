INSERT INTO import_progress (step, source, moved, last_key) VALUES (@step, @source, @moved, @key) ON DUPLICATE KEY UPDATE moved = @moved, last_key = @key
