UPDATE writes SET status = 'unknown', ended_at = @ended_at WHERE customer = @customer AND id = @id AND status = 'sent'
