-- Layout 8: jobs that end keys on chain. A job is written before anything of it is sent; what is
-- kept of each chain, signed operations and readings, is JSON.

CREATE TABLE end_job (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    everything INTEGER NOT NULL CHECK (everything IN (0, 1)),
    what       TEXT NOT NULL,
    started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE end_chain (
    job_id   INTEGER NOT NULL REFERENCES end_job ON DELETE CASCADE,
    chain_id TEXT NOT NULL,
    place    INTEGER NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (job_id, chain_id)
) STRICT, WITHOUT ROWID;
