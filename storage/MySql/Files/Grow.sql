UPDATE files SET size = size + @size, chunks = chunks + 1 WHERE customer = @customer AND id = @id
