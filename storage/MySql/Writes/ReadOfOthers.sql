SELECT customer, id, tool, platform, account, status, at, deadline, ended_at, call_id, actor, idempotency_key, arguments_hash, summary, resolved_by, resolved_at, outcome
FROM writes WHERE status = 'sent' AND (@customer IS NULL OR customer = @customer) AND owner NOT IN (@owner, 'publish') LIMIT @limit
