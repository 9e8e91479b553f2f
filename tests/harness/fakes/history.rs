//! What happened on a chain, as a test wrote it down.

use std::sync::Mutex;

use alloy_primitives::{Address, B256};
use async_trait::async_trait;
use latchkey_core::history::ChainLog;
use latchkey_wallet::ports::{ChainTransaction, History, NetworkError};

/// Logs and transactions that a test put there; longer ranges than allowed are refused.
#[derive(Debug, Default)]
pub struct WrittenHistory {
    written: Mutex<Written>,
}

#[derive(Debug, Default)]
struct Written {
    logs: Vec<ChainLog>,
    transactions: Vec<ChainTransaction>,
    longest: Option<u64>,
    asked: Vec<(u64, u64)>,
}

impl WrittenHistory {
    /// This was mined: its logs are found by range, whole it is found by hash.
    pub fn mined(&self, transaction: ChainTransaction) {
        let mut written = self.written.lock().unwrap();
        written.logs.extend(transaction.logs.iter().cloned());
        written.transactions.push(transaction);
    }

    /// Everything from this block on never happened.
    pub fn taken_back(&self, from: u64) {
        let mut written = self.written.lock().unwrap();
        written.logs.retain(|log| log.block < from);
        written.transactions.retain(|one| one.logs.iter().all(|log| log.block < from));
    }

    /// Ranges of more blocks are refused.
    pub fn longest(&self, blocks: u64) {
        self.written.lock().unwrap().longest = Some(blocks);
    }

    /// The ranges that were answered.
    #[must_use]
    pub fn asked(&self) -> Vec<(u64, u64)> {
        self.written.lock().unwrap().asked.clone()
    }
}

#[async_trait]
impl History for WrittenHistory {
    async fn account_logs(
        &self,
        _account: Address,
        from: u64,
        to: u64,
    ) -> Result<Vec<ChainLog>, NetworkError> {
        let mut written = self.written.lock().unwrap();
        let blocks = to.saturating_sub(from).saturating_add(1);
        if written.longest.is_some_and(|most| blocks > most) {
            let message = "block range is too wide".to_owned();
            return Err(NetworkError::Rejected { code: -32005, message, data: Default::default() });
        }
        written.asked.push((from, to));
        let here = written.logs.iter().filter(|log| (from..=to).contains(&log.block));
        Ok(here.cloned().collect())
    }

    async fn transactions(&self, hashes: &[B256]) -> Result<Vec<ChainTransaction>, NetworkError> {
        let written = self.written.lock().unwrap();
        let found = written.transactions.iter().filter(|one| hashes.contains(&one.hash));
        Ok(found.cloned().collect())
    }
}
