-- Layout 6: prepared kills, signed with a grant. One row per signed operation; a renewal adds rows
-- and takes none away. They go with their key, which is never forgotten while it may be live.

CREATE TABLE prepared_kill (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id    INTEGER NOT NULL REFERENCES session_key ON DELETE CASCADE,
    chain_id  TEXT NOT NULL,
    ends      TEXT NOT NULL,
    operation TEXT NOT NULL,
    made_for  TEXT NOT NULL,
    made_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX prepared_kill_key ON prepared_kill (key_id, chain_id);
CREATE TRIGGER prepared_kill_no_update BEFORE UPDATE ON prepared_kill
BEGIN SELECT RAISE(ABORT, 'a prepared kill is what was signed'); END;
CREATE TRIGGER prepared_kill_stays BEFORE DELETE ON prepared_kill
WHEN EXISTS (
    SELECT 1 FROM approval WHERE key_id = OLD.key_id AND ended_at_block IS NULL
)
BEGIN SELECT RAISE(ABORT, 'the key of a prepared kill may be live'); END;
