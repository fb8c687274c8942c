INSERT INTO vault_rotation (only_one, key_id, state, total, started_at, ended_at) VALUES (1, @key_id, @state, @total, @started_at, @ended_at)
ON DUPLICATE KEY UPDATE key_id = @key_id, state = @state, total = @total, started_at = @started_at, ended_at = @ended_at
