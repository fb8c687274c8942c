UPDATE audit_heads SET seq = @seq, hash = @hash WHERE customer = @customer
