CREATE TABLE IF NOT EXISTS installation (
    only_one   INT NOT NULL PRIMARY KEY CHECK (only_one = 1),
    name       VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB
