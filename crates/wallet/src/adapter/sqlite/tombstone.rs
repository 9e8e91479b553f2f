//! Keys that were forgotten, in the store.
//!
//! Why: a key that is ended may be dropped from every list, and still turn up on a chain: an old
//! approval, a re-used id, a node that lied. What it was stays known.
//! Refuses: to be removed; there is no call for it.

use alloy_primitives::Address;
use rusqlite::{Row, Transaction, params};

use super::SqliteStore;
use super::column::{Fixed, Json, Seconds, address};
use super::failure::Failure;
use crate::ports::{StoreError, TombstoneStore};
use crate::record::ForgottenKey;

const TABLE: &str = "forgotten_key";

fn row(row: &Row<'_>) -> rusqlite::Result<ForgottenKey> {
    Ok(ForgottenKey {
        account: Address(row.get::<_, Fixed<20>>(0)?.0),
        permission_id: row.get::<_, Fixed<4>>(1)?.0,
        name: row.get(2)?,
        agent: row.get(3)?,
        session: row.get::<_, Json<_>>(4)?.0,
        policies: row.get::<_, Json<_>>(5)?.0,
        approvals: row.get::<_, Json<_>>(6)?.0,
        granted_at: row.get::<_, Seconds>(7)?.0,
    })
}

pub(super) fn list(tx: &Transaction<'_>) -> rusqlite::Result<Vec<ForgottenKey>> {
    let mut query = tx.prepare_cached("SELECT * FROM forgotten_key ORDER BY granted_at DESC")?;
    let rows = query.query_map([], row)?;
    rows.collect()
}

/// Sets the stone; one that stands already stays.
pub(super) fn set(tx: &Transaction<'_>, key: &ForgottenKey) -> Result<(), Failure> {
    tx.execute(
        "INSERT INTO forgotten_key VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        params![
            address(key.account),
            Fixed(key.permission_id),
            key.name,
            key.agent,
            Json(&key.session),
            Json(&key.policies),
            Json(&key.approvals),
            Seconds(key.granted_at)
        ],
    )?;
    Ok(())
}

/// Brings stones and used permission ids over into a store that takes the place of this one.
pub(super) fn carry_over(from: &SqliteStore, into: &SqliteStore) -> Result<(), StoreError> {
    let (stones, used) = from.read(TABLE, |tx| {
        let mut query = tx.prepare("SELECT account, permission_id FROM used_permission")?;
        let used = query
            .query_map([], |row| Ok((row.get::<_, Fixed<20>>(0)?, row.get::<_, Fixed<4>>(1)?)))?;
        Ok((list(tx)?, used.collect::<rusqlite::Result<Vec<_>>>()?))
    })?;
    into.write(TABLE, |tx| {
        for stone in &stones {
            set(tx, stone)?;
        }
        for (account, permission_id) in &used {
            tx.execute(
                "INSERT INTO used_permission VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![account, permission_id],
            )?;
        }
        Ok(())
    })
}

impl TombstoneStore for SqliteStore {
    fn forgotten_keys(&self) -> Result<Vec<ForgottenKey>, StoreError> {
        self.read(TABLE, |tx| Ok(list(tx)?))
    }
}
