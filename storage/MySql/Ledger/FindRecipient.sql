SELECT 1 FROM recipients WHERE customer = @customer AND connection = @connection AND recipient = @recipient
