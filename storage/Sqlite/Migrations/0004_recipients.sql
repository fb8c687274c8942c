-- Whom a connection has written to, or may: by the recipient's HMAC under the customer's key. Times are UTC milliseconds since 1970.
CREATE TABLE recipients (
    customer   TEXT NOT NULL,
    connection TEXT NOT NULL,
    recipient  BLOB NOT NULL,
    since      INTEGER NOT NULL,
    PRIMARY KEY (customer, connection, recipient)
) WITHOUT ROWID;
