SELECT seq, hash FROM audit_heads WHERE customer = @customer FOR UPDATE
