INSERT INTO usage_scopes (customer, day, scope, calls, sends)
VALUES (@customer, @day, @scope, @calls, @sends)
