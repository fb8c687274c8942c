-- Times are UTC milliseconds since 1970.

-- What is sealed, and apart from it how its data key is wrapped: re-wrapping touches wrap_key and wrapped alone.
CREATE TABLE secrets (
    customer   TEXT NOT NULL,
    connection TEXT NOT NULL,
    kind       TEXT NOT NULL,
    version    INTEGER NOT NULL,
    nonce      BLOB NOT NULL,
    sealed     BLOB NOT NULL,
    wrap_key   TEXT NOT NULL,
    wrapped    BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (customer, connection, kind, version)
) WITHOUT ROWID;

CREATE INDEX secrets_by_wrap_key ON secrets (wrap_key);

-- The key-encryption keys, each wrapped by a provider's key.
CREATE TABLE vault_keys (
    id           TEXT NOT NULL PRIMARY KEY,
    provider     TEXT NOT NULL,
    provider_key TEXT NOT NULL,
    wrapped      BLOB NOT NULL,
    created_at   INTEGER NOT NULL
) WITHOUT ROWID;

-- The latest rotation: at most one row.
CREATE TABLE vault_rotation (
    only       INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    key_id     TEXT NOT NULL,
    state      TEXT NOT NULL,
    total      INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER
);
