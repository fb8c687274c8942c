INSERT INTO grain_state (grain_type, grain_key, state_name, etag, payload, updated_at)
VALUES (@grain_type, @grain_key, @state_name, @etag, @payload, @updated_at)
