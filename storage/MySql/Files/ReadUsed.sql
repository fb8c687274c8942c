SELECT count(*), CAST(coalesce(sum(size), 0) AS SIGNED) FROM files WHERE customer = @customer AND expires_at > @now
