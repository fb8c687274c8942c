INSERT INTO customers (id, email, name, plan, created_at, suspended_at, suspension) VALUES (@id, @email, @name, @plan, @created_at, @suspended_at, @suspension)
ON DUPLICATE KEY UPDATE email = @email, name = @name, plan = @plan, created_at = @created_at, suspended_at = @suspended_at, suspension = @suspension
