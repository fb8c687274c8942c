INSERT INTO recipients (customer, connection, recipient, since) VALUES (@customer, @connection, @recipient, @since)
ON DUPLICATE KEY UPDATE since = since
