SELECT id, provider, provider_key, wrapped, created_at FROM vault_keys ORDER BY id
