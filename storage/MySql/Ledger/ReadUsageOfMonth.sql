SELECT CAST(coalesce(sum(calls), 0) AS SIGNED) FROM usage_daily WHERE customer = @customer AND day BETWEEN @from AND @to AND instr(tool, '/') = 0
