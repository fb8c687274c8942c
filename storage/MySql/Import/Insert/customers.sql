INSERT INTO customers (id, email, name, plan, created_at, suspended_at, suspension)
VALUES (@id, @email, @name, @plan, @created_at, @suspended_at, @suspension)
