-- Times are UTC milliseconds since 1970. Days are UTC dates, YYYY-MM-DD. Ids and days are ASCII.
-- All other text has the collation of the database, which tells capitals and trailing spaces apart.
-- Every statement may run again: this dialect commits each on its own.

CREATE TABLE IF NOT EXISTS customers (
    id           VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    email        VARCHAR(320) NOT NULL,
    name         TEXT NOT NULL,
    plan         VARCHAR(32) NOT NULL,
    created_at   BIGINT NOT NULL,
    -- Since when the operator has suspended a customer, and why; null while it may act. The grain of the customer decides; this is for lists.
    suspended_at BIGINT,
    suspension   TEXT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS audit (
    customer       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq            BIGINT NOT NULL,
    at             BIGINT NOT NULL,
    actor          TEXT NOT NULL,
    action         TEXT NOT NULL,
    target         TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    call_id        TEXT NOT NULL,
    via            TEXT NOT NULL,
    client         TEXT,
    platform       TEXT,
    account        TEXT,
    duration_ms    INT NOT NULL,
    arguments_hash TEXT,
    prev_hash      BINARY(32) NOT NULL,
    hash           BINARY(32) NOT NULL,
    summary        TEXT,
    counted        INT NOT NULL DEFAULT 0,
    write_id       TEXT,
    -- The canonical form an entry was hashed in.
    form           INT NOT NULL DEFAULT 1,
    PRIMARY KEY (customer, seq)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- The newest entry of each chain: where the next one links to, and what a cut-off tail is recognised by.
-- The row is what a silo locks before it changes anything of a customer; seq 0 before the first entry.
CREATE TABLE IF NOT EXISTS audit_heads (
    customer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    seq      BIGINT NOT NULL,
    hash     BINARY(32) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- The last entry that retention took from each chain: where what is left begins.
CREATE TABLE IF NOT EXISTS audit_anchors (
    customer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    seq      BIGINT NOT NULL,
    hash     BINARY(32) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- Heads of chains as they were signed.
CREATE TABLE IF NOT EXISTS audit_signed_heads (
    customer   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq        BIGINT NOT NULL,
    hash       BINARY(32) NOT NULL,
    first_seq  BIGINT NOT NULL,
    first_link BINARY(32) NOT NULL,
    at         BIGINT NOT NULL,
    key_id     TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature  TEXT NOT NULL,
    PRIMARY KEY (customer, seq, first_seq)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- Calls that reached a platform; kept in the transaction of their audit entries.
CREATE TABLE IF NOT EXISTS usage_daily (
    customer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day      CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    tool     VARCHAR(255) NOT NULL,
    calls    BIGINT NOT NULL,
    failed   BIGINT NOT NULL,
    PRIMARY KEY (customer, day, tool)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- The same calls as usage_daily, by key ("key:key_…") and by connection ("con:platform/account").
CREATE TABLE IF NOT EXISTS usage_scopes (
    customer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day      CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    scope    VARCHAR(400) NOT NULL,
    calls    BIGINT NOT NULL,
    sends    BIGINT NOT NULL,
    PRIMARY KEY (customer, day, scope)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS key_last_used (
    customer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    key_id   VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (customer, key_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- Whom a connection has written to, or may: by the HMAC of the recipient under the key of the customer.
CREATE TABLE IF NOT EXISTS recipients (
    customer   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    connection VARCHAR(400) NOT NULL,
    recipient  BINARY(32) NOT NULL,
    since      BIGINT NOT NULL,
    PRIMARY KEY (customer, connection, recipient)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- The latest batch of each silo that was committed: what tells whether a commit whose answer was lost has happened.
CREATE TABLE IF NOT EXISTS commit_marks (
    writer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    batch  BIGINT NOT NULL,
    at     BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;
