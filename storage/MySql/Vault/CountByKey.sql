SELECT wrap_key, count(*) FROM secrets GROUP BY wrap_key
