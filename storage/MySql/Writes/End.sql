UPDATE writes SET status = @status, ended_at = @ended_at, counted = @counted, outcome = @outcome, answered = @answered
WHERE customer = @customer AND id = @id AND status = 'sent'
