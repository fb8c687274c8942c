SELECT customer, connection, kind, version, nonce, sealed, wrap_key, wrapped, created_at
FROM secrets
WHERE customer > @customer OR (customer = @customer AND (connection > @connection OR (connection = @connection AND (kind > @kind OR (kind = @kind AND (version > @version))))))
ORDER BY customer, connection, kind, version
LIMIT @limit
