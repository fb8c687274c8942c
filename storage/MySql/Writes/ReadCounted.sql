SELECT counted FROM writes WHERE customer = @customer AND id = @id
