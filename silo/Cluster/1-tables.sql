-- Orleans' own tables, in its words. Texts have the database's collation, which the storage's migrations have made sure tells all of them apart; what is ascii says so.
CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS OrleansMembershipVersionTable
(
    DeploymentId VARCHAR(150) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    Timestamp DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    Version INT NOT NULL DEFAULT 0
) ENGINE = InnoDB;

-- A silo that ever was in the cluster.
CREATE TABLE IF NOT EXISTS OrleansMembershipTable
(
    DeploymentId VARCHAR(150) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    Address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    Port INT NOT NULL,
    Generation INT NOT NULL,
    SiloName VARCHAR(150) NOT NULL,
    HostName VARCHAR(255) NOT NULL,
    Status INT NOT NULL,
    ProxyPort INT NULL,
    SuspectTimes TEXT NULL,
    StartTime DATETIME(6) NOT NULL,
    IAmAliveTime DATETIME(6) NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
) ENGINE = InnoDB;

-- GrainId: the longest that the primary key's 3,072 bytes allow beside the others is longer than any key of ours.
CREATE TABLE IF NOT EXISTS OrleansRemindersTable
(
    ServiceId VARCHAR(150) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    GrainId VARCHAR(560) NOT NULL,
    ReminderName VARCHAR(150) NOT NULL,
    StartTime DATETIME(6) NOT NULL,
    Period BIGINT NOT NULL,
    GrainHash INT NOT NULL,
    Version INT NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName),
    INDEX IX_OrleansReminders_Hash (ServiceId, GrainHash)
) ENGINE = InnoDB;

-- The cluster that runs on this database.
CREATE TABLE IF NOT EXISTS silo_cluster
(
    one TINYINT NOT NULL PRIMARY KEY,
    cluster_id VARCHAR(150) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
) ENGINE = InnoDB;

-- The state of grains, as SQLite has it: rows move between the two as they are.
CREATE TABLE IF NOT EXISTS grain_state
(
    grain_type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    grain_key VARCHAR(500) NOT NULL,
    state_name VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    etag VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payload LONGBLOB NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (grain_type, grain_key, state_name)
) ENGINE = InnoDB;
