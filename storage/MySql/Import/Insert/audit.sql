INSERT INTO audit (customer, seq, at, actor, action, target, outcome, call_id, via, client, platform, account, duration_ms, arguments_hash, prev_hash, hash, summary,
    counted, write_id, form)
VALUES (@customer, @seq, @at, @actor, @action, @target, @outcome, @call_id, @via, @client, @platform, @account, @duration_ms, @arguments_hash, @prev_hash,
    @hash, @summary, @counted, @write_id, @form)
