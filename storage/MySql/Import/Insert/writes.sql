INSERT INTO writes (customer, id, tool, platform, account, status, at, deadline, ended_at, call_id, actor, idempotency_key, arguments_hash, summary, owner, outcome,
    counted, resolved_by, resolved_at, answered)
VALUES (@customer, @id, @tool, @platform, @account, @status, @at, @deadline, @ended_at, @call_id, @actor, @idempotency_key, @arguments_hash, @summary,
    @owner, @outcome, @counted, @resolved_by, @resolved_at, @outcome IS NOT NULL)
