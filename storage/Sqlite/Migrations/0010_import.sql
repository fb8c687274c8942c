-- How far an import into this database is: one row for the import as a whole (step 'import', done_at once it is verified) and one per table, with its last row's key as JSON.
CREATE TABLE import_progress (
    step     TEXT NOT NULL PRIMARY KEY,
    source   TEXT NOT NULL,
    moved    INTEGER NOT NULL,
    last_key TEXT,
    done_at  INTEGER
) WITHOUT ROWID;
