INSERT INTO file_chunks (customer, file, seq, size, sealed)
VALUES (@customer, @file, @seq, @size, @sealed)
