//! Readings and history in memory.

use latchkey_wallet::ports::{HistoryStore, LogStore, StoreError};
use latchkey_wallet::record::{History, HistoryPart, KeptReading, LogEvent};

use super::MemoryStore;

impl HistoryStore for MemoryStore {
    fn key_readings(&self) -> Result<Vec<KeptReading>, StoreError> {
        let rows = self.rows();
        let known = rows.readings.values().filter(|one| rows.keys.contains_key(&one.key_id));
        Ok(known.cloned().collect())
    }

    fn keep_readings(&self, readings: &[KeptReading]) -> Result<(), StoreError> {
        let mut rows = self.rows();
        for one in readings {
            if rows.keys.contains_key(&one.key_id) {
                rows.readings.insert((one.key_id, one.chain_id), one.clone());
            }
        }
        Ok(())
    }

    fn history(&self, account_id: i64) -> Result<History, StoreError> {
        Ok(self.rows().history.get(&account_id).cloned().unwrap_or_default())
    }

    fn add_history(&self, part: &HistoryPart) -> Result<(), StoreError> {
        let mut rows = self.rows();
        let (account_id, chain_id) = (part.cursor.account_id, part.cursor.chain_id);
        if !rows.accounts.contains_key(&account_id) {
            return Err(StoreError::NotFound { what: "account" });
        }
        let kept = rows.history.entry(account_id).or_default();
        if let Some(from) = part.again_from {
            kept.operations.retain(|one| one.chain_id != chain_id || one.block < from);
            kept.validations.retain(|one| one.chain_id != chain_id || one.block < from);
        }
        for one in &part.operations {
            let same = |known: &_| same_operation(known, one);
            if !kept.operations.iter().any(same) {
                kept.operations.push(one.clone());
            }
        }
        for one in &part.validations {
            let id = |of: &latchkey_wallet::record::SeenValidation| (of.chain_id, of.validation_id);
            if !kept.validations.iter().any(|known| id(known) == id(one)) {
                kept.validations.push(one.clone());
            }
        }
        kept.operations.sort_by_key(|one| (one.chain_id.to_string(), one.block));
        kept.validations.sort_by_key(|one| (one.chain_id.to_string(), one.block));
        kept.cursors.retain(|one| one.chain_id != chain_id);
        kept.cursors.push(part.cursor);
        kept.cursors.sort_by_key(|one| one.chain_id.to_string());
        Ok(())
    }

    fn note_finding(&self, name: &str, at: u64, event: &LogEvent) -> Result<bool, StoreError> {
        if !self.rows().findings.insert(name.to_owned()) {
            return Ok(false);
        }
        self.append(at, event)?;
        Ok(true)
    }
}

fn same_operation(
    a: &latchkey_wallet::record::SeenOperation,
    b: &latchkey_wallet::record::SeenOperation,
) -> bool {
    (a.chain_id, a.hash) == (b.chain_id, b.hash)
}
