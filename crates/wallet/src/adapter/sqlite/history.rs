//! Readings, what accounts were seen to do, and what was found odd, in the store.
//!
//! Why: one piece of history is one transaction, so a kill in the middle leaves it to be read again.
//! Refuses: readings of keys that are gone, and one finding twice.

use rusqlite::{Row, Transaction, params};
use serde::de::DeserializeOwned;

use super::column::{Decimal, Fixed, Json, Seconds};
use super::failure::Failure;
use super::{SqliteStore, account, log};
use crate::ports::{HistoryStore, StoreError};
use crate::record::{Cursor, History, HistoryPart, KeptReading, LogEvent};

const READING: &str = "key_reading";
const HISTORY: &str = "history_cursor";

fn reading(row: &Row<'_>) -> rusqlite::Result<KeptReading> {
    Ok(KeptReading {
        key_id: row.get(0)?,
        chain_id: row.get::<_, Decimal>(1)?.0,
        block: row.get::<_, Seconds>(2)?.0,
        block_time: row.get::<_, Seconds>(3)?.0,
        read_at: row.get::<_, Seconds>(4)?.0,
        account: row.get::<_, Json<_>>(5)?.0,
        facts: row.get::<_, Json<_>>(6)?.0,
    })
}

impl HistoryStore for SqliteStore {
    fn key_readings(&self) -> Result<Vec<KeptReading>, StoreError> {
        self.read(READING, |tx| {
            let mut query = tx.prepare_cached(
                "SELECT key_id, chain_id, block, block_time, read_at, account, facts
                 FROM key_reading ORDER BY key_id, chain_id",
            )?;
            let rows = query.query_map([], reading)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn keep_readings(&self, readings: &[KeptReading]) -> Result<(), StoreError> {
        self.write(READING, |tx| {
            let mut insert = tx.prepare_cached(
                "INSERT OR REPLACE INTO key_reading
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
                 WHERE EXISTS (SELECT 1 FROM session_key WHERE id = ?1)",
            )?;
            for one in readings {
                insert.execute(params![
                    one.key_id,
                    Decimal(one.chain_id),
                    Seconds(one.block),
                    Seconds(one.block_time),
                    Seconds(one.read_at),
                    Json(&one.account),
                    Json(&one.facts)
                ])?;
            }
            Ok(())
        })
    }

    fn history(&self, account_id: i64) -> Result<History, StoreError> {
        self.read(HISTORY, |tx| {
            Ok(History {
                cursors: cursors(tx, account_id)?,
                operations: seen(tx, "seen_operation", account_id)?,
                validations: seen(tx, "seen_validation", account_id)?,
            })
        })
    }

    fn add_history(&self, part: &HistoryPart) -> Result<(), StoreError> {
        self.write(HISTORY, |tx| add(tx, part))
    }

    fn note_finding(&self, name: &str, at: u64, event: &LogEvent) -> Result<bool, StoreError> {
        self.write("finding", |tx| {
            let sql = "INSERT INTO finding VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            let fresh = tx.execute(sql, params![name, Seconds(at)])? > 0;
            if fresh {
                log::append(tx, at, event)?;
            }
            Ok(fresh)
        })
    }
}

fn cursors(tx: &Transaction<'_>, account_id: i64) -> rusqlite::Result<Vec<Cursor>> {
    let mut query = tx.prepare_cached(
        "SELECT chain_id, low, high, whole FROM history_cursor
         WHERE account_id = ?1 ORDER BY chain_id",
    )?;
    let rows = query.query_map([account_id], |row| {
        Ok(Cursor {
            account_id,
            chain_id: row.get::<_, Decimal>(0)?.0,
            low: row.get::<_, Seconds>(1)?.0,
            high: row.get::<_, Seconds>(2)?.0,
            whole: row.get(3)?,
        })
    })?;
    rows.collect()
}

/// The rows of one of the two tables of what was seen.
fn seen<T: DeserializeOwned>(
    tx: &Transaction<'_>,
    table: &'static str,
    account_id: i64,
) -> rusqlite::Result<Vec<T>> {
    let sql = format!("SELECT seen FROM {table} WHERE account_id = ?1 ORDER BY chain_id, block");
    let mut query = tx.prepare_cached(&sql)?;
    let rows = query.query_map([account_id], |row| Ok(row.get::<_, Json<T>>(0)?.0))?;
    rows.collect()
}

fn add(tx: &Transaction<'_>, part: &HistoryPart) -> Result<(), Failure> {
    let Cursor { account_id, chain_id, low, high, whole } = part.cursor;
    if account::one(tx, account_id)?.is_none() {
        return Err(StoreError::NotFound { what: "account" }.into());
    }
    if let Some(from) = part.again_from {
        for table in ["seen_operation", "seen_validation"] {
            let sql = format!(
                "DELETE FROM {table} WHERE account_id = ?1 AND chain_id = ?2 AND block >= ?3"
            );
            tx.execute(&sql, params![account_id, Decimal(chain_id), Seconds(from)])?;
        }
    }
    for one in &part.operations {
        tx.execute(
            "INSERT INTO seen_operation VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            params![account_id, Decimal(chain_id), Fixed(one.hash), Seconds(one.block), Json(one)],
        )?;
    }
    for one in &part.validations {
        let (id, block) = (Fixed(one.validation_id), Seconds(one.block));
        tx.execute(
            "INSERT INTO seen_validation VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            params![account_id, Decimal(chain_id), id, block, Json(one)],
        )?;
    }
    tx.execute(
        "INSERT OR REPLACE INTO history_cursor VALUES (?1, ?2, ?3, ?4, ?5)",
        params![account_id, Decimal(chain_id), Seconds(low), Seconds(high), whole],
    )?;
    Ok(())
}
