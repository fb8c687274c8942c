INSERT INTO usage_daily (customer, day, tool, calls, failed) VALUES (@customer, @day, @tool, @calls, @failed)
ON DUPLICATE KEY UPDATE calls = calls + @calls, failed = failed + @failed
