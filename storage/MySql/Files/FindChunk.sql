SELECT size, sealed FROM file_chunks WHERE customer = @customer AND file = @file AND seq = @seq
