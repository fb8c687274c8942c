SELECT customer, id, tool, platform, account, status, at, deadline, ended_at, call_id, actor, idempotency_key, arguments_hash, summary, resolved_by, resolved_at, outcome
FROM writes WHERE customer = @customer AND tool = @tool AND arguments_hash = @arguments_hash AND at > @since AND status IN ('sent', 'unknown') ORDER BY at DESC LIMIT 1
