//! The chain's state behind the EVM: fetched when it is asked for, once, from one block.
//!
//! Why: a call touches a few accounts and words out of millions.
//! Refuses: more round trips or more time than a person waits; and an answer in place of one that
//! did not come.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use alloy_primitives::{Address, B256, U256, keccak256};
use revm::DatabaseRef;
use revm::bytecode::Bytecode;
use revm::database_interface::DBErrorMarker;
use revm::state::AccountInfo;
use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::ports::{NetworkError, State, StateAccount, Tip};

/// Most round trips of one simulation.
pub(super) const MOST_READS: u32 = 400;

/// Longest time of one simulation.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

/// Why the state could not be read. Whatever ran on it is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unread {
    /// The network.
    #[error("{0}")]
    Network(NetworkError),
    /// Too many round trips.
    #[error("the calls read more of the chain than is fetched for a trial")]
    TooMany,
    /// Too long.
    #[error("the network was too slow for a trial")]
    TooLong,
}

impl DBErrorMarker for Unread {}

/// State of one chain at one block, readable by the EVM. Waits; never use it on an async thread.
pub(super) struct Remote {
    state: Arc<dyn State>,
    at: Tip,
    runtime: Handle,
    until: Instant,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    accounts: HashMap<Address, StateAccount>,
    reads: u32,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remote").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Remote {
    /// Over a chain at a block; `runtime` carries the waiting.
    pub(super) fn new(state: Arc<dyn State>, at: Tip, runtime: Handle, until: Instant) -> Self {
        Self { state, at, runtime, until, kept: Mutex::default() }
    }

    /// Fetches these accounts at once, for those that will surely be asked for.
    pub(super) fn expect(&self, accounts: &[Address]) -> Result<(), Unread> {
        let found = self.wait(self.state.accounts(accounts, self.at.number))?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.accounts.extend(accounts.iter().copied().zip(found));
        Ok(())
    }

    fn wait<T>(&self, asked: impl Future<Output = Result<T, NetworkError>>) -> Result<T, Unread> {
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.reads = kept.reads.saturating_add(1);
            if kept.reads > MOST_READS {
                return Err(Unread::TooMany);
            }
        }
        let answer = self.runtime.block_on(tokio::time::timeout_at(self.until, asked));
        answer.map_err(|_late| Unread::TooLong)?.map_err(Unread::Network)
    }

    fn account(&self, address: Address) -> Result<StateAccount, Unread> {
        let known = {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.accounts.get(&address).cloned()
        };
        if let Some(account) = known {
            return Ok(account);
        }
        self.expect(&[address])?;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let left_out = || NetworkError::Unreachable("it left an account out".to_owned());
        kept.accounts.get(&address).cloned().ok_or_else(|| Unread::Network(left_out()))
    }
}

impl DatabaseRef for Remote {
    type Error = Unread;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, Unread> {
        let StateAccount { nonce, balance, code } = self.account(address)?;
        if nonce == 0 && balance.is_zero() && code.is_empty() {
            return Ok(None);
        }
        let code_hash = keccak256(&code);
        // Code that no chain would keep runs as none.
        let code = Bytecode::new_raw_checked(code).unwrap_or_default();
        Ok(Some(AccountInfo { balance, nonce, code_hash, account_id: None, code: Some(code) }))
    }

    fn code_by_hash_ref(&self, _code_hash: B256) -> Result<Bytecode, Unread> {
        // Code always comes with its account.
        Ok(Bytecode::default())
    }

    fn storage_ref(&self, address: Address, index: U256) -> Result<U256, Unread> {
        let found = self.wait(self.state.slots(address, &[index], self.at.number))?;
        let left_out = || NetworkError::Unreachable("it left a word out".to_owned());
        found.into_iter().next().ok_or_else(|| Unread::Network(left_out()))
    }

    fn block_hash_ref(&self, number: u64) -> Result<B256, Unread> {
        self.wait(self.state.block_hash(number))
    }
}
