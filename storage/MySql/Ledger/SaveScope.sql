INSERT INTO usage_scopes (customer, day, scope, calls, sends) VALUES (@customer, @day, @scope, @calls, @sends)
ON DUPLICATE KEY UPDATE calls = calls + @calls, sends = sends + @sends
