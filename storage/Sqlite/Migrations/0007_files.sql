-- Times are UTC milliseconds since 1970.

-- Customers' files. sha256 is null until the whole content is there; deleted is what has expired, and expired is erased within the hour.
CREATE TABLE files (
    customer   TEXT NOT NULL,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    chunks     INTEGER NOT NULL,
    sha256     BLOB,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (customer, id)
) WITHOUT ROWID;

CREATE INDEX files_by_expiry ON files (expires_at);

-- Their content, each chunk sealed under its file's key. With row ids: large blobs do not belong into an index.
CREATE TABLE file_chunks (
    customer TEXT NOT NULL,
    file     TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    size     INTEGER NOT NULL,
    sealed   BLOB NOT NULL,
    PRIMARY KEY (customer, file, seq)
);
