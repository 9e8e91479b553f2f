-- Layout 9: keys that were forgotten. What remains of one is enough to know it again when it turns up
-- on a chain, and to see when it was read as ended there. Written in the transaction that forgets it.
CREATE TABLE forgotten_key (
    account       BLOB NOT NULL CHECK (length(account) = 20),
    permission_id BLOB NOT NULL CHECK (length(permission_id) = 4),
    name          TEXT NOT NULL,
    agent         TEXT NOT NULL,
    signer        TEXT NOT NULL,
    policies      TEXT NOT NULL,
    approvals     TEXT NOT NULL,
    granted_at    INTEGER NOT NULL,
    PRIMARY KEY (account, permission_id)
) STRICT, WITHOUT ROWID;
