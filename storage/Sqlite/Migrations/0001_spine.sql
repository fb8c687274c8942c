-- Times are UTC milliseconds since 1970. Days are UTC dates, YYYY-MM-DD.

CREATE TABLE grain_state (
    grain_type TEXT NOT NULL,
    grain_key  TEXT NOT NULL,
    state_name TEXT NOT NULL,
    etag       TEXT NOT NULL,
    payload    BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (grain_type, grain_key, state_name)
);

CREATE TABLE customers (
    id         TEXT NOT NULL PRIMARY KEY,
    email      TEXT NOT NULL,
    name       TEXT NOT NULL,
    plan       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Append-only. Rows of one customer lie together, so that a page is one stretch of the tree.
CREATE TABLE audit (
    customer       TEXT NOT NULL,
    seq            INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    actor          TEXT NOT NULL,
    action         TEXT NOT NULL,
    target         TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    call_id        TEXT NOT NULL,
    via            TEXT NOT NULL,
    client         TEXT,
    platform       TEXT,
    account        TEXT,
    duration_ms    INTEGER NOT NULL,
    arguments_hash TEXT,
    prev_hash      BLOB NOT NULL,
    hash           BLOB NOT NULL,
    PRIMARY KEY (customer, seq)
) WITHOUT ROWID;

-- The newest entry of each chain: where the next one links to, and what a cut-off tail is recognised by.
CREATE TABLE audit_heads (
    customer TEXT NOT NULL PRIMARY KEY,
    seq      INTEGER NOT NULL,
    hash     BLOB NOT NULL
) WITHOUT ROWID;

-- Calls that reached a platform; kept in the transaction of their audit entries.
CREATE TABLE usage_daily (
    customer TEXT NOT NULL,
    day      TEXT NOT NULL,
    tool     TEXT NOT NULL,
    calls    INTEGER NOT NULL,
    failed   INTEGER NOT NULL,
    PRIMARY KEY (customer, day, tool)
) WITHOUT ROWID;

CREATE TABLE key_last_used (
    customer TEXT NOT NULL,
    key_id   TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (customer, key_id)
) WITHOUT ROWID;
