-- One row per grain and reminder. due_at is moved on after a tick has run, so that one cut short comes again. The period is in milliseconds.
CREATE TABLE reminders (
    grain_type TEXT NOT NULL,
    grain_key  TEXT NOT NULL,
    name       TEXT NOT NULL,
    tag        TEXT NOT NULL,
    first_at   INTEGER NOT NULL,
    period     INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    PRIMARY KEY (grain_type, grain_key, name)
) WITHOUT ROWID;

CREATE INDEX reminders_by_due ON reminders (due_at);
