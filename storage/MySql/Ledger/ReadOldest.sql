SELECT seq, hash, at FROM audit WHERE customer = @customer ORDER BY seq LIMIT @limit
