SELECT customer, id, tool, platform, account, status, at, deadline, ended_at, call_id, actor, idempotency_key, arguments_hash, summary, owner, outcome,
    counted, resolved_by, resolved_at
FROM writes
WHERE customer > @customer OR (customer = @customer AND (id > @id))
ORDER BY customer, id
LIMIT @limit
