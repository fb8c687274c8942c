UPDATE writes SET status = @status, resolved_by = @resolved_by, resolved_at = @at, ended_at = coalesce(ended_at, @at), outcome = NULL, answered = 0
WHERE customer = @customer AND id = @id AND (status = 'unknown' OR (status = 'sent' AND deadline < @at))
