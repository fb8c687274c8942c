DELETE FROM vault_keys WHERE id = @id
