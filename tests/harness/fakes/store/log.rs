//! The log in memory. It is not hash-chained over bytes on a disk, so there is nothing to tamper
//! with: it always verifies.

use alloy_primitives::{B256, keccak256};
use latchkey_wallet::ports::{LogStore, StoreError};
use latchkey_wallet::record::{LogCheck, LogEvent, LogLine};

use super::MemoryStore;

pub(super) fn append(log: &mut Vec<LogLine>, at: u64, event: &LogEvent) -> LogLine {
    let previous = log.last().map_or(B256::ZERO, |line| line.hash);
    let hash = keccak256([previous.as_slice(), format!("{at}{event:?}").as_bytes()].concat());
    let seq = i64::try_from(log.len()).unwrap() + 1;
    let line = LogLine { seq, at, event: event.clone(), hash };
    log.push(line.clone());
    line
}

impl LogStore for MemoryStore {
    fn append(&self, at: u64, event: &LogEvent) -> Result<LogLine, StoreError> {
        Ok(append(&mut self.rows().log, at, event))
    }

    fn log(&self, before: Option<i64>, limit: u32) -> Result<Vec<LogLine>, StoreError> {
        let rows = self.rows();
        let older = rows.log.iter().rev().filter(|line| before.is_none_or(|seq| line.seq < seq));
        Ok(older.take(usize::try_from(limit).unwrap()).cloned().collect())
    }

    fn verify_log(&self) -> Result<LogCheck, StoreError> {
        Ok(LogCheck { lines: u64::try_from(self.rows().log.len()).unwrap(), fault: None })
    }
}
