UPDATE files SET expires_at = 0 WHERE customer = @customer
