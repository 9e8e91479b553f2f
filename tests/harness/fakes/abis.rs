//! A directory of contracts that answers what a test wrote down, and remembers who asked.

use std::sync::Mutex;

use async_trait::async_trait;
use latchkey_wallet::ports::{AbiAsk, AbiSource, FoundAbi, NetworkError};

/// Knows nothing until it is told.
#[derive(Debug, Default)]
pub struct FakeAbis {
    known: Mutex<Option<FoundAbi>>,
    asked: Mutex<Vec<AbiAsk>>,
}

impl FakeAbis {
    /// Answers this for every contract from now on.
    pub fn knows(&self, found: FoundAbi) {
        *self.known.lock().unwrap() = Some(found);
    }

    /// Everything that was asked so far.
    #[must_use]
    pub fn asked(&self) -> Vec<AbiAsk> {
        self.asked.lock().unwrap().clone()
    }
}

#[async_trait]
impl AbiSource for FakeAbis {
    async fn find(&self, ask: AbiAsk) -> Result<Option<FoundAbi>, NetworkError> {
        self.asked.lock().unwrap().push(ask);
        Ok(self.known.lock().unwrap().clone())
    }
}
