INSERT INTO usage_daily (customer, day, tool, calls, failed)
VALUES (@customer, @day, @tool, @calls, @failed)
