SELECT seq, at, counted, actor, platform, account FROM audit WHERE customer = @customer AND seq < @before ORDER BY seq DESC LIMIT @limit
