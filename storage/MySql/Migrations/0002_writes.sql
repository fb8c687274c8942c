-- Every change made on a platform: entered before its first byte leaves, ended with its outcome. Times are UTC milliseconds since 1970.
CREATE TABLE IF NOT EXISTS writes (
    customer        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    id              VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    tool            VARCHAR(255) NOT NULL,
    platform        TEXT,
    account         TEXT,
    status          VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at              BIGINT NOT NULL,
    deadline        BIGINT NOT NULL,
    ended_at        BIGINT,
    call_id         TEXT NOT NULL,
    actor           TEXT NOT NULL,
    idempotency_key VARCHAR(255),
    arguments_hash  BINARY(32) NOT NULL,
    summary         TEXT,
    owner           VARCHAR(255) NOT NULL,
    outcome         LONGBLOB,
    -- 1 where there is an outcome: this dialect has no index with a condition, and those without one must not be passed over again and again.
    answered        INT NOT NULL DEFAULT 0,
    -- 1 where its call was counted as usage, 0 where a crash kept that from being known.
    counted         INT NOT NULL DEFAULT 0,
    resolved_by     TEXT,
    resolved_at     BIGINT,
    PRIMARY KEY (customer, id),
    -- A write that failed frees its key: with the status before the time, those that failed are never looked at.
    KEY writes_by_key (customer, tool, idempotency_key, status, at),
    -- What a repeat is recognised by.
    KEY writes_by_call (customer, tool, arguments_hash, status, at),
    -- What a crash left behind.
    KEY writes_by_status (status, customer, id),
    -- All writes of one key, newest first.
    KEY writes_of_key (customer, idempotency_key, id),
    -- Answers are kept for a day.
    KEY writes_answered (customer, answered, ended_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;
