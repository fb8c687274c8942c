INSERT INTO writes (customer, id, tool, platform, account, status, at, deadline, call_id, actor, idempotency_key, arguments_hash, summary, owner)
VALUES (@customer, @id, @tool, @platform, @account, @status, @at, @deadline, @call_id, @actor, @idempotency_key, @arguments_hash, @summary, @owner)
