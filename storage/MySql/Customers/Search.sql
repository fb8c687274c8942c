SELECT id, email, name, plan, created_at, suspended_at, suspension FROM customers WHERE id > @after
AND (@search IS NULL OR instr(lower(convert(id USING utf8mb4)), lower(@search)) > 0 OR instr(lower(email), lower(@search)) > 0 OR instr(lower(name), lower(@search)) > 0)
AND (@plan IS NULL OR plan = @plan)
AND (@suspended IS NULL OR (suspended_at IS NOT NULL) = @suspended)
ORDER BY id LIMIT @limit
