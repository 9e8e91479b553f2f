//! A node that takes plain transactions and includes each at once, or refuses as a test says.

use std::sync::Mutex;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use async_trait::async_trait;
use latchkey_wallet::ports::{NetworkError, TransactionReceipt, Transactions};

type Judge = Box<dyn Fn(Address, &Bytes) -> Result<u64, NetworkError> + Send>;

/// Takes everything until it is told what would revert.
#[derive(Default)]
pub struct ScriptedTransactions {
    sent: Mutex<Vec<Bytes>>,
    judge: Mutex<Option<Judge>>,
}

impl std::fmt::Debug for ScriptedTransactions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptedTransactions").finish_non_exhaustive()
    }
}

impl ScriptedTransactions {
    /// Says what a call to somebody needs, or why it would revert, from now on.
    pub fn judges(
        &self,
        judge: impl Fn(Address, &Bytes) -> Result<u64, NetworkError> + Send + 'static,
    ) {
        *self.judge.lock().unwrap() = Some(Box::new(judge));
    }

    /// Every transaction it took, as sealed.
    #[must_use]
    pub fn sent(&self) -> Vec<Bytes> {
        self.sent.lock().unwrap().clone()
    }
}

#[async_trait]
impl Transactions for ScriptedTransactions {
    async fn count(&self, _of: Address) -> Result<u64, NetworkError> {
        Ok(u64::try_from(self.sent.lock().unwrap().len()).unwrap())
    }

    async fn gas(&self, _from: Address, to: Address, data: Bytes) -> Result<u64, NetworkError> {
        self.judge.lock().unwrap().as_ref().map_or(Ok(100_000), |judge| judge(to, &data))
    }

    async fn send(&self, raw: Bytes) -> Result<B256, NetworkError> {
        let hash = keccak256(&raw);
        self.sent.lock().unwrap().push(raw);
        Ok(hash)
    }

    async fn receipt(&self, hash: B256) -> Result<Option<TransactionReceipt>, NetworkError> {
        let known = self.sent.lock().unwrap().iter().any(|raw| keccak256(raw) == hash);
        let receipt =
            TransactionReceipt { success: true, block_number: 2, cost_wei: U256::from(100_000) };
        Ok(known.then_some(receipt))
    }
}
