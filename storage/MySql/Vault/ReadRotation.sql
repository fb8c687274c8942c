SELECT key_id, state, total, started_at, ended_at FROM vault_rotation
