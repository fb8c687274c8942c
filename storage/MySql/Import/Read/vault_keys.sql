SELECT id, provider, provider_key, wrapped, created_at
FROM vault_keys
WHERE id > @id
ORDER BY id
LIMIT @limit
