SELECT only_one, key_id, state, total, started_at, ended_at
FROM vault_rotation
WHERE only_one > @only
ORDER BY only_one
LIMIT @limit
