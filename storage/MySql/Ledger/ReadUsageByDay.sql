SELECT day, CAST(sum(calls) AS SIGNED), CAST(sum(failed) AS SIGNED) FROM usage_daily WHERE customer = @customer AND day BETWEEN @from AND @to GROUP BY day ORDER BY day
