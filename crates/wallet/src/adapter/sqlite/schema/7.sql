-- Layout 7: what chains were last read to hold of each key, what accounts were seen to do there, and
-- what was found odd, so that it is told once.

CREATE TABLE key_reading (
    key_id     INTEGER NOT NULL REFERENCES session_key ON DELETE CASCADE,
    chain_id   TEXT NOT NULL,
    block      INTEGER NOT NULL,
    block_time INTEGER NOT NULL,
    read_at    INTEGER NOT NULL,
    account    TEXT NOT NULL,
    facts      TEXT NOT NULL,
    PRIMARY KEY (key_id, chain_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE history_cursor (
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    chain_id   TEXT NOT NULL,
    low        INTEGER NOT NULL,
    high       INTEGER NOT NULL,
    whole      INTEGER NOT NULL CHECK (whole IN (0, 1)),
    PRIMARY KEY (account_id, chain_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE seen_operation (
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    chain_id   TEXT NOT NULL,
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    block      INTEGER NOT NULL,
    seen       TEXT NOT NULL,
    PRIMARY KEY (account_id, chain_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE seen_validation (
    account_id    INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    chain_id      TEXT NOT NULL,
    validation_id BLOB NOT NULL CHECK (length(validation_id) = 21),
    block         INTEGER NOT NULL,
    seen          TEXT NOT NULL,
    PRIMARY KEY (account_id, chain_id, validation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    name TEXT PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
