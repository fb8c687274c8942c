SELECT customer, day, tool, calls, failed
FROM usage_daily
WHERE customer > @customer OR (customer = @customer AND (day > @day OR (day = @day AND (tool > @tool))))
ORDER BY customer, day, tool
LIMIT @limit
