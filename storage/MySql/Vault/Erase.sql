DELETE FROM secrets WHERE customer = @customer AND (@connection IS NULL OR connection = @connection)
