-- Times are UTC milliseconds since 1970.

-- What is sealed, and apart from it how its data key is wrapped: re-wrapping touches wrap_key and wrapped alone.
CREATE TABLE IF NOT EXISTS secrets (
    customer   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    connection VARCHAR(400) NOT NULL,
    kind       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version    BIGINT NOT NULL,
    nonce      VARBINARY(32) NOT NULL,
    sealed     LONGBLOB NOT NULL,
    wrap_key   VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    wrapped    VARBINARY(2048) NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (customer, connection, kind, version),
    KEY secrets_by_wrap_key (wrap_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- The key-encryption keys, each wrapped by the key of a provider.
CREATE TABLE IF NOT EXISTS vault_keys (
    id           VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    provider     VARCHAR(64) NOT NULL,
    provider_key TEXT NOT NULL,
    wrapped      BLOB NOT NULL,
    created_at   BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- The latest rotation: at most one row.
CREATE TABLE IF NOT EXISTS vault_rotation (
    only_one   INT NOT NULL PRIMARY KEY CHECK (only_one = 1),
    key_id     VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state      VARCHAR(16) NOT NULL,
    total      BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at   BIGINT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;
