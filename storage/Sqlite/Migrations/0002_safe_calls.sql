-- Times are UTC milliseconds since 1970. Days are UTC dates, YYYY-MM-DD.

-- Every change made on a platform: entered before its first byte leaves, ended with its outcome.
CREATE TABLE writes (
    customer        TEXT NOT NULL,
    id              TEXT NOT NULL,
    tool            TEXT NOT NULL,
    platform        TEXT,
    account         TEXT,
    status          TEXT NOT NULL,
    at              INTEGER NOT NULL,
    deadline        INTEGER NOT NULL,
    ended_at        INTEGER,
    call_id         TEXT NOT NULL,
    actor           TEXT NOT NULL,
    idempotency_key TEXT,
    arguments_hash  BLOB NOT NULL,
    summary         TEXT,
    owner           TEXT NOT NULL,
    outcome         BLOB,
    -- 1 where its call was counted as usage, 0 where a crash kept that from being known.
    counted         INTEGER NOT NULL DEFAULT 0,
    resolved_by     TEXT,
    resolved_at     INTEGER,
    PRIMARY KEY (customer, id)
) WITHOUT ROWID;

CREATE INDEX writes_by_key ON writes (customer, tool, idempotency_key, at) WHERE idempotency_key IS NOT NULL;

-- What a repeat is recognised by, and what a crash left behind.
CREATE INDEX writes_open ON writes (customer, tool, arguments_hash, at) WHERE status IN ('sent', 'unknown');
CREATE INDEX writes_sent ON writes (customer, id) WHERE status = 'sent';

-- Answers are kept for a day.
CREATE INDEX writes_answered ON writes (customer, ended_at) WHERE outcome IS NOT NULL;

ALTER TABLE audit ADD COLUMN summary TEXT;
ALTER TABLE audit ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit ADD COLUMN write_id TEXT;

-- The canonical form an entry was hashed in.
ALTER TABLE audit ADD COLUMN form INTEGER NOT NULL DEFAULT 1;

-- The same calls as usage_daily, by key ("key:key_…") and by connection ("con:platform/account").
CREATE TABLE usage_scopes (
    customer TEXT NOT NULL,
    day      TEXT NOT NULL,
    scope    TEXT NOT NULL,
    calls    INTEGER NOT NULL,
    sends    INTEGER NOT NULL,
    PRIMARY KEY (customer, day, scope)
) WITHOUT ROWID;
