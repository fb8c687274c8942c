UPDATE files SET sha256 = @sha256, expires_at = @expires_at WHERE customer = @customer AND id = @id
