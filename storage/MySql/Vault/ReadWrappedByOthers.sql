SELECT customer, connection, kind, version, nonce, sealed, wrap_key, wrapped, created_at FROM secrets WHERE wrap_key < @wrap_key OR wrap_key > @wrap_key LIMIT @limit
