INSERT INTO vault_rotation (only_one, key_id, state, total, started_at, ended_at)
VALUES (@only, @key_id, @state, @total, @started_at, @ended_at)
