-- How far an import into this database is: one row for the import as a whole (step 'import', done_at once it is verified) and one for each table, with the key of its last row as JSON.
CREATE TABLE IF NOT EXISTS import_progress (
    step     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    source   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    moved    BIGINT NOT NULL,
    last_key TEXT,
    done_at  BIGINT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;
