//! Prepared kills in the store.
//!
//! Why: they are kept in the same transaction as their key, so that no key can be used whose off
//! switch was lost.
//! Refuses: to change or forget one while its key may be live; triggers stop an accident too.

use rusqlite::{Row, Transaction, params};

use super::SqliteStore;
use super::column::{Decimal, Json, Seconds};
use super::failure::Failure;
use super::key;
use crate::ports::{KillStore, StoreError};
use crate::record::{Key, LogEvent, PreparedKill};

const TABLE: &str = "prepared kill";

fn row(row: &Row<'_>) -> rusqlite::Result<PreparedKill> {
    Ok(PreparedKill {
        id: row.get(0)?,
        key_id: row.get(1)?,
        chain_id: row.get::<_, Decimal>(2)?.0,
        ends: row.get::<_, Json<_>>(3)?.0,
        operation: row.get::<_, Json<_>>(4)?.0,
        made_for: row.get::<_, Json<_>>(5)?.0,
        made_at: row.get::<_, Seconds>(6)?.0,
    })
}

/// Adds one for a key.
pub(super) fn insert(
    tx: &Transaction<'_>,
    key_id: i64,
    kill: &PreparedKill,
) -> Result<(), Failure> {
    tx.prepare_cached(
        "INSERT INTO prepared_kill (key_id, chain_id, ends, operation, made_for, made_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        key_id,
        Decimal(kill.chain_id),
        Json(kill.ends),
        Json(&kill.operation),
        Json(&kill.made_for),
        Seconds(kill.made_at)
    ])?;
    Ok(())
}

impl KillStore for SqliteStore {
    fn create_key_with_kills(
        &self,
        key: &Key,
        sentence: &str,
        kills: &[PreparedKill],
    ) -> Result<Key, StoreError> {
        self.write(TABLE, |tx| key::create(tx, key, sentence, kills))
    }

    fn add_kills(&self, at: u64, kills: &[PreparedKill]) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            let mut renewed: Vec<i64> = Vec::new();
            for kill in kills {
                key::exists(tx, kill.key_id)?;
                insert(tx, kill.key_id, kill)?;
                if !renewed.contains(&kill.key_id) {
                    renewed.push(kill.key_id);
                }
            }
            for key_id in renewed {
                super::log::append(tx, at, &LogEvent::KillsRenewed { key_id })?;
            }
            Ok(())
        })
    }

    fn kills(&self, account_id: i64) -> Result<Vec<PreparedKill>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query = tx.prepare_cached(
                "SELECT prepared_kill.id, key_id, chain_id, ends, operation, made_for, made_at
                 FROM prepared_kill JOIN session_key ON session_key.id = key_id
                 WHERE account_id = ?1 ORDER BY prepared_kill.id DESC",
            )?;
            let rows = query.query_map([account_id], row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
