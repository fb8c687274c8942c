INSERT INTO secrets (customer, connection, kind, version, nonce, sealed, wrap_key, wrapped, created_at)
VALUES (@customer, @connection, @kind, @version, @nonce, @sealed, @wrap_key, @wrapped, @created_at)
