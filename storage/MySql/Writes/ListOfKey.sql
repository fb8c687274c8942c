SELECT customer, id, tool, platform, account, status, at, deadline, ended_at, call_id, actor, idempotency_key, arguments_hash, summary, resolved_by, resolved_at, NULL
FROM writes WHERE customer = @customer AND id < @before AND idempotency_key = @idempotency_key ORDER BY id DESC LIMIT @limit
