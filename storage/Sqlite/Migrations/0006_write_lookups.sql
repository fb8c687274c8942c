-- A write that failed frees its key: a call that fails all day under one key leaves nothing here to pass over.
DROP INDEX writes_by_key;
CREATE INDEX writes_by_key ON writes (customer, tool, idempotency_key, at) WHERE idempotency_key IS NOT NULL AND status <> 'failed';

-- All writes of one key, newest first.
CREATE INDEX writes_of_key ON writes (customer, idempotency_key, id) WHERE idempotency_key IS NOT NULL;
