//! Owner keys in the store.
//!
//! Why: an account may have further owner keys kept ready; which one owns it is the account's row.
//! Refuses: to forget the key that owns its account.

use rusqlite::{Row, Transaction, params};

use super::column::{Json, Seconds};
use super::failure::Failure;
use super::{SqliteStore, account};
use crate::ports::{OwnerKeyStore, StoreError};
use crate::record::{Account, OwnerKey};

const TABLE: &str = "owner key";
const COLUMNS: &str = "SELECT id, account_id, vault_id, public, kind, kept_in, locks, created_at,
    tested_at, backed_up_at FROM owner_key";

fn row(row: &Row<'_>) -> rusqlite::Result<OwnerKey> {
    Ok(OwnerKey {
        id: row.get(0)?,
        account_id: row.get(1)?,
        vault_id: row.get(2)?,
        public: row.get::<_, Json<_>>(3)?.0,
        kind: row.get::<_, Json<_>>(4)?.0,
        kept_in: row.get::<_, Json<_>>(5)?.0,
        locks: row.get::<_, Json<_>>(6)?.0,
        created_at: row.get::<_, Seconds>(7)?.0,
        tested_at: row.get::<_, Option<Seconds>>(8)?.map(|at| at.0),
        backed_up_at: row.get::<_, Option<Seconds>>(9)?.map(|at| at.0),
    })
}

/// Adds one, as a part of a transaction.
pub(super) fn create(tx: &Transaction<'_>, key: &OwnerKey) -> Result<OwnerKey, Failure> {
    let added = tx.execute(
        "INSERT INTO owner_key (account_id, vault_id, public, kind, kept_in, locks, created_at,
             tested_at, backed_up_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (account_id, public) DO NOTHING",
        params![
            key.account_id,
            key.vault_id,
            Json(key.public),
            Json(key.kind),
            Json(key.kept_in),
            Json(&key.locks),
            Seconds(key.created_at),
            key.tested_at.map(Seconds),
            key.backed_up_at.map(Seconds)
        ],
    )?;
    if added == 0 {
        return Err(StoreError::Duplicate { what: "this owner key" }.into());
    }
    Ok(OwnerKey { id: tx.last_insert_rowid(), ..key.clone() })
}

fn found(changed: usize) -> Result<(), Failure> {
    match changed {
        0 => Err(StoreError::NotFound { what: TABLE }.into()),
        _ => Ok(()),
    }
}

impl OwnerKeyStore for SqliteStore {
    fn owner_keys(&self, account_id: i64) -> Result<Vec<OwnerKey>, StoreError> {
        self.read(TABLE, |tx| {
            let sql = format!("{COLUMNS} WHERE account_id = ?1 ORDER BY id");
            let mut query = tx.prepare_cached(&sql)?;
            let rows = query.query_map([account_id], row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn create_owner_key(&self, key: &OwnerKey) -> Result<OwnerKey, StoreError> {
        self.write(TABLE, |tx| {
            account::one(tx, key.account_id)?.ok_or(StoreError::NotFound { what: "account" })?;
            create(tx, key)
        })
    }

    fn update_owner_key(&self, key: &OwnerKey) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            found(tx.execute(
                "UPDATE owner_key SET kind = ?2, kept_in = ?3, locks = ?4, tested_at = ?5,
                     backed_up_at = ?6 WHERE id = ?1",
                params![
                    key.id,
                    Json(key.kind),
                    Json(key.kept_in),
                    Json(&key.locks),
                    key.tested_at.map(Seconds),
                    key.backed_up_at.map(Seconds)
                ],
            )?)?;
            // The account repeats how the key that owns it is held.
            tx.execute(
                "UPDATE account SET owner_kind = ?2, kept_in = ?3
                 WHERE id = ?1 AND owner_public = ?4",
                params![key.account_id, Json(key.kind), Json(key.kept_in), Json(key.public)],
            )?;
            Ok(())
        })
    }

    fn owner_changed(&self, owner_key_id: i64) -> Result<Account, StoreError> {
        self.write(TABLE, |tx| {
            found(tx.execute(
                "UPDATE account SET (vault_id, owner_public, owner_kind, kept_in) =
                     (SELECT vault_id, public, kind, kept_in FROM owner_key WHERE id = ?1),
                     former_keys = (SELECT coalesce(max(id), 0) FROM session_key)
                 WHERE id = (SELECT account_id FROM owner_key WHERE id = ?1)",
                [owner_key_id],
            )?)?;
            let id: i64 = tx.query_row(
                "SELECT account_id FROM owner_key WHERE id = ?1",
                [owner_key_id],
                |row| row.get(0),
            )?;
            Ok(account::one(tx, id)?.ok_or(StoreError::NotFound { what: "account" })?)
        })
    }

    fn forget_owner_key(&self, id: i64) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            let owns: i64 = tx.query_row(
                "SELECT count(*) FROM account JOIN owner_key ON owner_key.account_id = account.id
                     AND owner_key.public = account.owner_public WHERE owner_key.id = ?1",
                [id],
                |row| row.get(0),
            )?;
            if owns > 0 {
                let by = "the account it owns".to_owned();
                return Err(StoreError::InUse { what: TABLE, by }.into());
            }
            found(tx.execute("DELETE FROM owner_key WHERE id = ?1", [id])?)
        })
    }
}
