-- Layout 1: networks, tokens, accounts, agents, session keys, operations, log, settings.
-- Numbers that a chain may choose (chain ids, block numbers) are decimal text, since they may
-- exceed 63 bits. Times are unix seconds.

CREATE TABLE network (
    chain_id      TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    rpc_url       TEXT NOT NULL,
    bundler_url   TEXT NOT NULL,
    native_symbol TEXT NOT NULL,
    explorer_url  TEXT,
    built_in      INTEGER NOT NULL CHECK (built_in IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    chain_id TEXT NOT NULL REFERENCES network ON DELETE CASCADE,
    address  BLOB NOT NULL CHECK (length(address) = 20),
    symbol   TEXT NOT NULL,
    decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 255),
    PRIMARY KEY (chain_id, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    spec       TEXT NOT NULL,
    address    BLOB NOT NULL UNIQUE CHECK (length(address) = 20),
    vault_id   TEXT NOT NULL,
    kept_in    TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE agent (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT NOT NULL,
    token_sha256 BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER,
    removed      INTEGER NOT NULL CHECK (removed IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX agent_name ON agent (name) WHERE removed = 0;

CREATE TABLE session_key (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL,
    account_id    INTEGER NOT NULL REFERENCES account,
    agent_id      INTEGER NOT NULL REFERENCES agent,
    session       BLOB NOT NULL CHECK (length(session) = 20),
    permission_id BLOB NOT NULL CHECK (length(permission_id) = 4),
    policies      TEXT NOT NULL,
    functions     TEXT NOT NULL,
    granted_at    INTEGER NOT NULL,
    UNIQUE (account_id, permission_id)
) STRICT;

CREATE TABLE approval (
    key_id           INTEGER NOT NULL REFERENCES session_key ON DELETE CASCADE,
    chain_id         TEXT NOT NULL,
    position         INTEGER NOT NULL,
    validation_nonce INTEGER NOT NULL,
    enable_signature BLOB NOT NULL,
    ended_at_block   TEXT,
    PRIMARY KEY (key_id, chain_id)
) STRICT, WITHOUT ROWID;

-- Permission ids are never used twice on an account, not even after the key is forgotten.
CREATE TABLE used_permission (
    account       BLOB NOT NULL CHECK (length(account) = 20),
    permission_id BLOB NOT NULL CHECK (length(permission_id) = 4),
    PRIMARY KEY (account, permission_id)
) STRICT, WITHOUT ROWID;

-- No foreign keys: operations outlive the key and the account that sent them.
CREATE TABLE operation (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id        INTEGER,
    agent_id      INTEGER,
    account_id    INTEGER NOT NULL,
    chain_id      TEXT NOT NULL,
    hash          BLOB NOT NULL CHECK (length(hash) = 32),
    signed_json   TEXT NOT NULL,
    status        TEXT NOT NULL,
    mined_in      BLOB CHECK (length(mined_in) = 32),
    block_number  TEXT,
    reason        TEXT,
    created_at    INTEGER NOT NULL,
    UNIQUE (chain_id, hash)
) STRICT;
CREATE INDEX operation_key ON operation (key_id, status);

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The log: lines 1, 2, 3 … each hashed over the one before. The head is kept apart, so that lines
-- missing at the end are found too.
CREATE TABLE log (
    seq  INTEGER PRIMARY KEY,
    line TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TABLE log_head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    seq  INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER log_in_order BEFORE INSERT ON log
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log)
BEGIN SELECT RAISE(ABORT, 'log lines are appended in order'); END;
CREATE TRIGGER log_moves_head AFTER INSERT ON log
BEGIN INSERT OR REPLACE INTO log_head (only, seq, hash) VALUES (1, NEW.seq, NEW.hash); END;
CREATE TRIGGER log_no_update BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_no_delete BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_head_stays BEFORE DELETE ON log_head
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
