SELECT id FROM vault_keys WHERE id = @id FOR UPDATE
