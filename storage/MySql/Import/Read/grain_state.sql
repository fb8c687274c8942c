SELECT grain_type, grain_key, state_name, etag, payload, updated_at
FROM grain_state
WHERE grain_type > @grain_type OR (grain_type = @grain_type AND (grain_key > @grain_key OR (grain_key = @grain_key AND (state_name > @state_name))))
ORDER BY grain_type, grain_key, state_name
LIMIT @limit
