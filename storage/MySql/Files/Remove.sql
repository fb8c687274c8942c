DELETE FROM files WHERE customer = @customer AND id = @id
