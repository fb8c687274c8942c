-- For as long as this silo adds what it wraps, no other may erase it.
SELECT id FROM vault_keys WHERE id = @id LOCK IN SHARE MODE
