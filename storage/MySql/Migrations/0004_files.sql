-- Times are UTC milliseconds since 1970.

-- Files of customers. sha256 is null until the whole content is there; deleted is what has expired, and expired is erased within the hour.
CREATE TABLE IF NOT EXISTS files (
    customer   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    id         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       BIGINT NOT NULL,
    chunks     INT NOT NULL,
    sha256     BINARY(32),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (customer, id),
    KEY files_by_expiry (expires_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- Their content, each chunk sealed under the key of its file.
CREATE TABLE IF NOT EXISTS file_chunks (
    customer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    file     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq      INT NOT NULL,
    size     INT NOT NULL,
    sealed   LONGBLOB NOT NULL,
    PRIMARY KEY (customer, file, seq)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;
