SELECT plan, count(*) FROM customers GROUP BY plan
