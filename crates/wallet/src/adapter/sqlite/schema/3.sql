-- Layout 3: how owner keys are held, further owner keys of an account, and which one owns it now.
-- Every account made before had one owner key, sealed by a passphrase.

ALTER TABLE account ADD COLUMN owner_kind TEXT NOT NULL DEFAULT '"passphrase"';
ALTER TABLE account ADD COLUMN owner_public TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN former_keys INTEGER NOT NULL DEFAULT 0;
UPDATE account SET owner_public =
    json_object('kind', 'address', 'value', json_extract(spec, '$.owner'));

CREATE TABLE owner_key (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id   INTEGER NOT NULL REFERENCES account,
    vault_id     TEXT NOT NULL,
    public       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    kept_in      TEXT NOT NULL,
    locks        TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    tested_at    INTEGER,
    backed_up_at INTEGER,
    UNIQUE (account_id, public)
) STRICT;
INSERT INTO owner_key (account_id, vault_id, public, kind, kept_in, locks, created_at)
    SELECT id, vault_id, owner_public, owner_kind, kept_in, '[]', created_at FROM account;
