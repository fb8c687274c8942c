SELECT customer, day, scope, calls, sends
FROM usage_scopes
WHERE customer > @customer OR (customer = @customer AND (day > @day OR (day = @day AND (scope > @scope))))
ORDER BY customer, day, scope
LIMIT @limit
