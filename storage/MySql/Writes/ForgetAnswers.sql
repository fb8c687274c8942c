UPDATE writes SET outcome = NULL, answered = 0 WHERE customer = @customer AND answered = 1 AND ended_at < @before ORDER BY ended_at LIMIT @limit
