-- Layout 5: the person's address book and ceilings. The zero address stands for the native coin;
-- amounts are decimal text, since they may have 256 bits.

CREATE TABLE contact (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT NOT NULL,
    address BLOB NOT NULL UNIQUE CHECK (length(address) = 20)
) STRICT;

CREATE TABLE ceiling (
    chain_id TEXT NOT NULL REFERENCES network ON DELETE CASCADE,
    token    BLOB NOT NULL CHECK (length(token) = 20),
    atoms    TEXT NOT NULL,
    PRIMARY KEY (chain_id, token)
) STRICT, WITHOUT ROWID;
