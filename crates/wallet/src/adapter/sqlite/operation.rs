//! Operations in the store.
//!
//! Why: what was signed is kept until the chain says what became of it.
//! Refuses: to overwrite a final status.

use alloy_primitives::B256;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::SqliteStore;
use super::column::{Decimal, Fixed, Json, Seconds};
use super::failure::Failure;
use crate::ports::{OperationStore, OperationsOf, StoreError};
use crate::record::{Operation, OperationStatus};

const TABLE: &str = "operation";
const COLUMNS: &str =
    "SELECT id, key_id, agent_id, account_id, chain_id, hash, signed_json, status,
    mined_in, block_number, reason, created_at FROM operation";

fn row(row: &Row<'_>) -> rusqlite::Result<Operation> {
    Ok(Operation {
        id: row.get(0)?,
        key_id: row.get(1)?,
        agent_id: row.get(2)?,
        account_id: row.get(3)?,
        chain_id: row.get::<_, Decimal>(4)?.0,
        hash: row.get::<_, Fixed<32>>(5)?.0,
        signed_json: row.get(6)?,
        status: row.get::<_, Json<_>>(7)?.0,
        transaction: row.get::<_, Option<Fixed<32>>>(8)?.map(|hash| hash.0),
        block_number: row.get::<_, Option<Decimal>>(9)?.map(|number| number.0),
        reason: row.get(10)?,
        created_at: row.get::<_, Seconds>(11)?.0,
    })
}

impl OperationStore for SqliteStore {
    fn operations(&self, of: OperationsOf, limit: u32) -> Result<Vec<Operation>, StoreError> {
        self.read(TABLE, |tx| Ok(list(tx, of, limit)?))
    }

    fn operation(&self, chain_id: u64, hash: B256) -> Result<Option<Operation>, StoreError> {
        self.read(TABLE, |tx| {
            Ok(tx
                .prepare_cached(&format!("{COLUMNS} WHERE chain_id = ?1 AND hash = ?2"))?
                .query_row(params![Decimal(chain_id), Fixed(hash)], row)
                .optional()?)
        })
    }

    fn create_operation(&self, operation: &Operation) -> Result<Operation, StoreError> {
        self.write(TABLE, |tx| create(tx, operation))
    }

    fn update_operation(&self, operation: &Operation) -> Result<bool, StoreError> {
        self.write(TABLE, |tx| update(tx, operation))
    }

    fn included_count(&self, key_id: i64) -> Result<u64, StoreError> {
        self.read(TABLE, |tx| {
            let count: Seconds = tx
                .prepare_cached("SELECT count(*) FROM operation WHERE key_id = ?1 AND status = ?2")?
                .query_row(params![key_id, Json(OperationStatus::Included)], |row| row.get(0))?;
            Ok(count.0)
        })
    }
}

fn list(tx: &Transaction<'_>, of: OperationsOf, limit: u32) -> rusqlite::Result<Vec<Operation>> {
    let order = "ORDER BY id DESC LIMIT ?1";
    match of {
        OperationsOf::Everybody => {
            tx.prepare_cached(&format!("{COLUMNS} {order}"))?.query_map([limit], row)?.collect()
        }
        OperationsOf::Key(id) => tx
            .prepare_cached(&format!("{COLUMNS} WHERE key_id = ?2 {order}"))?
            .query_map(params![limit, id], row)?
            .collect(),
        OperationsOf::Unsettled => tx
            .prepare_cached(&format!("{COLUMNS} WHERE status IN (?2, ?3, ?4) {order}"))?
            .query_map(
                params![
                    limit,
                    Json(OperationStatus::Signed),
                    Json(OperationStatus::Submitted),
                    Json(OperationStatus::Unknown)
                ],
                row,
            )?
            .collect(),
    }
}

fn create(tx: &Transaction<'_>, operation: &Operation) -> Result<Operation, Failure> {
    let added = tx.execute(
        "INSERT INTO operation (key_id, agent_id, account_id, chain_id, hash, signed_json, status,
         mined_in, block_number, reason, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
        params![
            operation.key_id,
            operation.agent_id,
            operation.account_id,
            Decimal(operation.chain_id),
            Fixed(operation.hash),
            operation.signed_json,
            Json(operation.status),
            operation.transaction.map(Fixed),
            operation.block_number.map(Decimal),
            operation.reason,
            Seconds(operation.created_at)
        ],
    )?;
    if added == 0 {
        return Err(StoreError::Duplicate { what: "an operation with this hash" }.into());
    }
    Ok(Operation { id: tx.last_insert_rowid(), ..operation.clone() })
}

fn update(tx: &Transaction<'_>, new: &Operation) -> Result<bool, Failure> {
    let old = tx
        .prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?
        .query_row([new.id], row)
        .optional()?
        .ok_or(StoreError::NotFound { what: TABLE })?;
    let fate = |op: &Operation| (op.status, op.transaction, op.block_number, op.reason.clone());
    if old.status.is_final() || fate(&old) == fate(new) {
        return Ok(false);
    }
    tx.execute(
        "UPDATE operation SET status = ?2, mined_in = ?3, block_number = ?4, reason = ?5
         WHERE id = ?1",
        params![
            new.id,
            Json(new.status),
            new.transaction.map(Fixed),
            new.block_number.map(Decimal),
            new.reason
        ],
    )?;
    Ok(true)
}
