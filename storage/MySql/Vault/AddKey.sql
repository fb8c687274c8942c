INSERT INTO vault_keys (id, provider, provider_key, wrapped, created_at) VALUES (@id, @provider, @provider_key, @wrapped, @created_at)
