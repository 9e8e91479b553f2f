//! The store in memory; held to the same promises as the one on disk.

mod book;
mod ends;
mod history;
mod keys;
mod kills;
mod log;
mod operations;
mod owners;
mod places;
mod shadow;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Mutex, MutexGuard};

use alloy_primitives::{Address, FixedBytes};
use latchkey_wallet::ports::StoreError;
use latchkey_wallet::record::{
    Account, Agent, CeilingRow, Contact, EndJob, ForgottenKey, History, KeptReading, Key, LogLine,
    Network, Operation, OwnerKey, PreparedKill, Setting, ShadowCall, Token,
};

/// Rows in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    rows: Mutex<Rows>,
}

#[derive(Debug, Default)]
struct Rows {
    last_id: i64,
    networks: BTreeMap<u64, Network>,
    tokens: BTreeMap<(u64, Address), Token>,
    accounts: BTreeMap<i64, Account>,
    owner_keys: BTreeMap<i64, OwnerKey>,
    agents: BTreeMap<i64, Agent>,
    keys: BTreeMap<i64, Key>,
    kills: Vec<PreparedKill>,
    forgotten: Vec<ForgottenKey>,
    used_permissions: HashSet<(Address, FixedBytes<4>)>,
    operations: BTreeMap<i64, Operation>,
    end_jobs: BTreeMap<i64, EndJob>,
    shadowed: BTreeSet<i64>,
    shadow_calls: Vec<ShadowCall>,
    log: Vec<LogLine>,
    contacts: Vec<Contact>,
    ceilings: Vec<CeilingRow>,
    readings: BTreeMap<(i64, u64), KeptReading>,
    history: BTreeMap<i64, History>,
    findings: BTreeSet<String>,
    settings: BTreeMap<&'static str, (Setting, String)>,
}

impl MemoryStore {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap()
    }
}

impl Rows {
    fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// `InUse` while a key that this chooses may be live.
    fn refuse_while_live(
        &self,
        what: &'static str,
        mut chosen: impl FnMut(&Key) -> bool,
    ) -> Result<(), StoreError> {
        match self.keys.values().find(|key| chosen(key)) {
            None => Ok(()),
            Some(key) => {
                let by = format!("the key \u{201c}{}\u{201d} may be live on chain", key.name);
                Err(StoreError::InUse { what, by })
            }
        }
    }
}
