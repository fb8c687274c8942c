SELECT id, at FROM writes WHERE customer = @customer AND status <> 'sent' ORDER BY id LIMIT @limit
