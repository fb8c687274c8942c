SELECT version FROM secrets WHERE customer = @customer AND connection = @connection AND kind = @kind ORDER BY version DESC LIMIT 1
