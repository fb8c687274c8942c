DELETE FROM writes WHERE customer = @customer AND id <= @id AND status <> 'sent'
