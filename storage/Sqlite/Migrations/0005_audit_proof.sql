-- Times are UTC milliseconds since 1970.

-- Heads of chains as they were signed.
CREATE TABLE audit_signed_heads (
    customer   TEXT NOT NULL,
    seq        INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    first_seq  INTEGER NOT NULL,
    first_link BLOB NOT NULL,
    at         INTEGER NOT NULL,
    key_id     TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature  TEXT NOT NULL,
    PRIMARY KEY (customer, seq, first_seq)
) WITHOUT ROWID;

-- The last entry that retention took from each chain: where what is left begins.
CREATE TABLE audit_anchors (
    customer TEXT NOT NULL PRIMARY KEY,
    seq      INTEGER NOT NULL,
    hash     BLOB NOT NULL
) WITHOUT ROWID;
