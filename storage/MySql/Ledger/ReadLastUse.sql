SELECT key_id, at FROM key_last_used WHERE customer = @customer
