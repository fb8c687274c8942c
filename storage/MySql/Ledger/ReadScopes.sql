SELECT scope, CAST(sum(calls) AS SIGNED), CAST(sum(CASE WHEN day = @today THEN calls ELSE 0 END) AS SIGNED), CAST(sum(CASE WHEN day = @today THEN sends ELSE 0 END) AS SIGNED)
FROM usage_scopes WHERE customer = @customer AND day BETWEEN @from AND @to GROUP BY scope
