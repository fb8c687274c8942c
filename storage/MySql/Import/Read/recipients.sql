SELECT customer, connection, recipient, since
FROM recipients
WHERE customer > @customer OR (customer = @customer AND (connection > @connection OR (connection = @connection AND (recipient > @recipient))))
ORDER BY customer, connection, recipient
LIMIT @limit
