//! Watched agents and what they wanted to do, in the store.
//!
//! Why: the narrowest policy is made from what was really asked for.
//! Refuses: more than a fixed number for each agent: the oldest makes room; and one intent twice
//! under the agent's own name for it.

use rusqlite::{OptionalExtension, Row, params};

use super::column::{Decimal, Json, Seconds};
use super::{SqliteStore, agent};
use crate::ports::{ShadowStore, StoreError};
use crate::record::ShadowCall;

const TABLE: &str = "shadow_call";
const COLUMNS: &str = "SELECT id, agent_id, chain_id, calls, functions, what, outcome, key, at
    FROM shadow_call";

fn row(row: &Row<'_>) -> rusqlite::Result<ShadowCall> {
    Ok(ShadowCall {
        id: row.get(0)?,
        agent_id: row.get(1)?,
        chain_id: row.get::<_, Decimal>(2)?.0,
        calls: row.get::<_, Json<_>>(3)?.0,
        functions: row.get::<_, Json<_>>(4)?.0,
        what: row.get(5)?,
        outcome: row.get(6)?,
        key: row.get(7)?,
        at: row.get::<_, Seconds>(8)?.0,
    })
}

impl ShadowStore for SqliteStore {
    fn shadowed(&self) -> Result<Vec<i64>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query = tx.prepare_cached("SELECT agent_id FROM shadow_agent ORDER BY 1")?;
            let rows = query.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn set_shadow(&self, agent_id: i64, on: bool) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            if agent::one(tx, agent_id)?.is_none() {
                return Err(StoreError::NotFound { what: "agent" }.into());
            }
            let sql = if on {
                "INSERT INTO shadow_agent (agent_id) VALUES (?1) ON CONFLICT DO NOTHING"
            } else {
                "DELETE FROM shadow_agent WHERE agent_id = ?1"
            };
            tx.execute(sql, [agent_id])?;
            Ok(())
        })
    }

    fn add_shadow_call(&self, call: &ShadowCall, most: u32) -> Result<ShadowCall, StoreError> {
        self.write(TABLE, |tx| {
            let known = "WHERE agent_id = ?1 AND key = ?2";
            let known: Option<ShadowCall> = tx
                .prepare_cached(&format!("{COLUMNS} {known}"))?
                .query_row(params![call.agent_id, call.key], row)
                .optional()?;
            if let Some(known) = known {
                return Ok(known);
            }
            tx.execute(
                "INSERT INTO shadow_call
                     (agent_id, chain_id, calls, functions, what, outcome, key, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    call.agent_id,
                    Decimal(call.chain_id),
                    Json(&call.calls),
                    Json(&call.functions),
                    call.what,
                    call.outcome,
                    call.key,
                    Seconds(call.at)
                ],
            )?;
            let id = tx.last_insert_rowid();
            tx.execute(
                "DELETE FROM shadow_call WHERE agent_id = ?1 AND id NOT IN
                     (SELECT id FROM shadow_call WHERE agent_id = ?1 ORDER BY id DESC LIMIT ?2)",
                params![call.agent_id, most],
            )?;
            Ok(ShadowCall { id, ..call.clone() })
        })
    }

    fn shadow_calls(&self, agent_id: i64) -> Result<Vec<ShadowCall>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query =
                tx.prepare_cached(&format!("{COLUMNS} WHERE agent_id = ?1 ORDER BY id"))?;
            let rows = query.query_map([agent_id], row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn clear_shadow_calls(&self, agent_id: i64) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            tx.execute("DELETE FROM shadow_call WHERE agent_id = ?1", [agent_id])?;
            Ok(())
        })
    }
}
