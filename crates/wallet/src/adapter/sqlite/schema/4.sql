-- Layout 4: agents that are only watched, and what they wanted to do.

CREATE TABLE shadow_agent (
    agent_id INTEGER PRIMARY KEY REFERENCES agent
) STRICT;

CREATE TABLE shadow_call (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    agent_id  INTEGER NOT NULL REFERENCES agent,
    chain_id  TEXT NOT NULL,
    calls     TEXT NOT NULL,
    functions TEXT NOT NULL,
    what      TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    key       TEXT,
    at        INTEGER NOT NULL,
    UNIQUE (agent_id, key)
) STRICT;
