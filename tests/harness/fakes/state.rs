//! Raw state that a test wrote down.

use std::collections::HashMap;
use std::sync::Mutex;

use alloy_primitives::{Address, B256, U256, keccak256};
use async_trait::async_trait;
use latchkey_wallet::ports::{NetworkError, State, StateAccount, Tip};

/// A chain whose accounts are those a test put there, at one block.
#[derive(Debug, Default)]
pub struct WrittenState {
    written: Mutex<Written>,
}

#[derive(Debug, Default)]
struct Written {
    accounts: HashMap<Address, StateAccount>,
    slots: HashMap<(Address, U256), U256>,
    down: Option<NetworkError>,
    reads: u32,
}

impl WrittenState {
    /// Puts an account there.
    pub fn account(&self, at: Address, account: StateAccount) {
        self.written.lock().unwrap().accounts.insert(at, account);
    }

    /// Writes a word of storage.
    pub fn slot(&self, of: Address, slot: U256, word: U256) {
        self.written.lock().unwrap().slots.insert((of, slot), word);
    }

    /// Fails every request like this, until it is `None` again.
    pub fn down(&self, why: Option<NetworkError>) {
        self.written.lock().unwrap().down = why;
    }

    /// How often it was asked.
    #[must_use]
    pub fn reads(&self) -> u32 {
        self.written.lock().unwrap().reads
    }

    fn with<T>(&self, act: impl FnOnce(&Written) -> T) -> Result<T, NetworkError> {
        let mut written = self.written.lock().unwrap();
        written.reads += 1;
        match &written.down {
            Some(why) => Err(why.clone()),
            None => Ok(act(&written)),
        }
    }
}

#[async_trait]
impl State for WrittenState {
    async fn tip(&self) -> Result<Tip, NetworkError> {
        self.with(|_| Tip {
            number: 1,
            timestamp: 1_800_000_000,
            base_fee: 1,
            gas_limit: 30_000_000,
            beneficiary: Address::ZERO,
            randomness: B256::ZERO,
        })
    }

    async fn accounts(&self, of: &[Address], _at: u64) -> Result<Vec<StateAccount>, NetworkError> {
        self.with(|written| {
            let one = |address| written.accounts.get(address).cloned().unwrap_or_default();
            of.iter().map(one).collect()
        })
    }

    async fn slots(
        &self,
        of: Address,
        slots: &[U256],
        _at: u64,
    ) -> Result<Vec<U256>, NetworkError> {
        self.with(|written| {
            let one = |slot: &U256| written.slots.get(&(of, *slot)).copied().unwrap_or_default();
            slots.iter().map(one).collect()
        })
    }

    async fn block_hash(&self, number: u64) -> Result<B256, NetworkError> {
        self.with(|_| keccak256(number.to_be_bytes()))
    }
}
