SELECT customer, connection, kind, version, nonce, sealed, wrap_key, wrapped, created_at FROM secrets WHERE customer = @customer AND connection = @connection AND kind = @kind AND version = @version
