//! Operations in memory.

use alloy_primitives::B256;
use latchkey_wallet::ports::{OperationStore, OperationsOf, StoreError};
use latchkey_wallet::record::{Operation, OperationStatus};

use super::MemoryStore;

impl OperationStore for MemoryStore {
    fn operations(&self, of: OperationsOf, limit: u32) -> Result<Vec<Operation>, StoreError> {
        let chosen = |operation: &&Operation| match of {
            OperationsOf::Everybody => true,
            OperationsOf::Key(id) => operation.key_id == Some(id),
            OperationsOf::Unsettled => matches!(
                operation.status,
                OperationStatus::Signed | OperationStatus::Submitted | OperationStatus::Unknown
            ),
        };
        let rows = self.rows();
        let newest = rows.operations.values().rev().filter(chosen);
        Ok(newest.take(usize::try_from(limit).unwrap()).cloned().collect())
    }

    fn operation(&self, chain_id: u64, hash: B256) -> Result<Option<Operation>, StoreError> {
        let rows = self.rows();
        Ok(rows.operations.values().find(|op| (op.chain_id, op.hash) == (chain_id, hash)).cloned())
    }

    fn create_operation(&self, operation: &Operation) -> Result<Operation, StoreError> {
        if self.operation(operation.chain_id, operation.hash)?.is_some() {
            return Err(StoreError::Duplicate { what: "an operation with this hash" });
        }
        let mut rows = self.rows();
        let operation = Operation { id: rows.next_id(), ..operation.clone() };
        rows.operations.insert(operation.id, operation.clone());
        Ok(operation)
    }

    fn update_operation(&self, new: &Operation) -> Result<bool, StoreError> {
        let mut rows = self.rows();
        let old =
            rows.operations.get_mut(&new.id).ok_or(StoreError::NotFound { what: "operation" })?;
        let before = old.clone();
        if !old.status.is_final() {
            (old.status, old.transaction) = (new.status, new.transaction);
            (old.block_number, old.reason) = (new.block_number, new.reason.clone());
        }
        Ok(*old != before)
    }

    fn included_count(&self, key_id: i64) -> Result<u64, StoreError> {
        let rows = self.rows();
        let included = rows.operations.values().filter(|operation| {
            operation.key_id == Some(key_id) && operation.status == OperationStatus::Included
        });
        Ok(u64::try_from(included.count()).unwrap())
    }
}
