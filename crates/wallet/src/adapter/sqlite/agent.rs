//! Agents in the store.
//!
//! Why: the door of the agents looks tokens up here, by their SHA-256.
//! Refuses: a token twice, a name twice among those present, and removing an agent whose keys may
//! be live.

use alloy_primitives::B256;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::column::{Fixed, Seconds};
use super::failure::Failure;
use super::{SqliteStore, key};
use crate::ports::{AgentStore, StoreError};
use crate::record::Agent;

const TABLE: &str = "agent";
const COLUMNS: &str = "SELECT id, name, token_sha256, created_at, last_seen_at, removed FROM agent";

fn row(row: &Row<'_>) -> rusqlite::Result<Agent> {
    Ok(Agent {
        id: row.get(0)?,
        name: row.get(1)?,
        token_sha256: row.get::<_, Fixed<32>>(2)?.0,
        created_at: row.get::<_, Seconds>(3)?.0,
        last_seen_at: row.get::<_, Option<Seconds>>(4)?.map(|at| at.0),
        removed: row.get(5)?,
    })
}

pub(super) fn one(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Agent>> {
    tx.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?.query_row([id], row).optional()
}

impl AgentStore for SqliteStore {
    fn agents(&self) -> Result<Vec<Agent>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query = tx.prepare_cached(&format!("{COLUMNS} ORDER BY id"))?;
            let rows = query.query_map([], row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn agent_by_token(&self, token_sha256: B256) -> Result<Option<Agent>, StoreError> {
        self.read(TABLE, |tx| {
            Ok(tx
                .prepare_cached(&format!("{COLUMNS} WHERE token_sha256 = ?1 AND removed = 0"))?
                .query_row([Fixed(token_sha256)], row)
                .optional()?)
        })
    }

    fn create_agent(&self, agent: &Agent) -> Result<Agent, StoreError> {
        self.write(TABLE, |tx| create(tx, agent))
    }

    fn touch_agent(&self, id: i64, at: u64) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            found(tx.execute(
                "UPDATE agent SET last_seen_at = max(coalesce(last_seen_at, 0), ?2) WHERE id = ?1",
                params![id, Seconds(at)],
            )?)
        })
    }

    fn remove_agent(&self, id: i64) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            key::refuse_while_live(tx, TABLE, key::Live::OfAgent(id))?;
            found(tx.execute("UPDATE agent SET removed = 1 WHERE id = ?1", [id])?)
        })
    }
}

fn create(tx: &Transaction<'_>, agent: &Agent) -> Result<Agent, Failure> {
    let added = tx.execute(
        "INSERT INTO agent (name, token_sha256, created_at, last_seen_at, removed)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        params![
            agent.name,
            Fixed(agent.token_sha256),
            Seconds(agent.created_at),
            agent.last_seen_at.map(Seconds),
            agent.removed
        ],
    )?;
    if added == 0 {
        return Err(StoreError::Duplicate { what: "an agent with this name or token" }.into());
    }
    Ok(Agent { id: tx.last_insert_rowid(), ..agent.clone() })
}

fn found(rows: usize) -> Result<(), Failure> {
    if rows == 0 { Err(StoreError::NotFound { what: TABLE }.into()) } else { Ok(()) }
}
