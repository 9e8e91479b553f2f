//! Accounts in the store.
//!
//! Why: an account is found again by its row, whatever chain it lives on.
//! Refuses: two rows for one address, and forgetting an account whose keys may be live.

use alloy_primitives::Address;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::column::{Fixed, Json, Seconds, address};
use super::failure::Failure;
use super::{SqliteStore, key, owner_key};
use crate::ports::{AccountStore, StoreError};
use crate::record::{Account, OwnerKey};

const TABLE: &str = "account";
const COLUMNS: &str = "SELECT id, name, spec, address, vault_id, kept_in, created_at,
    owner_kind, owner_public, former_keys FROM account";

fn row(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        name: row.get(1)?,
        spec: row.get::<_, Json<_>>(2)?.0,
        address: Address(row.get::<_, Fixed<20>>(3)?.0),
        vault_id: row.get(4)?,
        kept_in: row.get::<_, Json<_>>(5)?.0,
        created_at: row.get::<_, Seconds>(6)?.0,
        kind: row.get::<_, Json<_>>(7)?.0,
        public: row.get::<_, Json<_>>(8)?.0,
        former_keys: row.get(9)?,
    })
}

pub(super) fn one(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Account>> {
    tx.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?.query_row([id], row).optional()
}

impl AccountStore for SqliteStore {
    fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query = tx.prepare_cached(&format!("{COLUMNS} ORDER BY id"))?;
            let rows = query.query_map([], row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn account(&self, id: i64) -> Result<Option<Account>, StoreError> {
        self.read(TABLE, |tx| Ok(one(tx, id)?))
    }

    fn create_account(&self, account: &Account) -> Result<Account, StoreError> {
        self.write(TABLE, |tx| create(tx, account))
    }

    fn forget_account(&self, id: i64) -> Result<(), StoreError> {
        self.write(TABLE, |tx| {
            key::refuse_while_live(tx, TABLE, key::Live::OfAccount(id))?;
            for key_id in key::of_account(tx, id)? {
                key::bury(tx, key_id)?;
            }
            tx.execute("DELETE FROM owner_key WHERE account_id = ?1", [id])?;
            match tx.execute("DELETE FROM account WHERE id = ?1", [id])? {
                0 => Err(StoreError::NotFound { what: TABLE }.into()),
                _ => Ok(()),
            }
        })
    }
}

fn create(tx: &Transaction<'_>, account: &Account) -> Result<Account, Failure> {
    let added = tx.execute(
        "INSERT INTO account (name, spec, address, vault_id, kept_in, created_at, owner_kind,
             owner_public)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (address) DO NOTHING",
        params![
            account.name,
            Json(&account.spec),
            address(account.address),
            account.vault_id,
            Json(account.kept_in),
            Seconds(account.created_at),
            Json(account.kind),
            Json(account.public)
        ],
    )?;
    if added == 0 {
        return Err(StoreError::Duplicate { what: "an account with this address" }.into());
    }
    let account = Account { id: tx.last_insert_rowid(), former_keys: 0, ..account.clone() };
    owner_key::create(tx, &OwnerKey::first(&account))?;
    Ok(account)
}
