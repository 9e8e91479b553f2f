//! What chains last said of the keys, in memory and in the store.
//!
//! Why: a screen never waits for a chain. It draws the last reading, with its block and age, while
//! the next one is under way.
//! Refuses: to call an old reading a new one, and to let a chain that fell silent look like one that
//! said "no".

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use latchkey_core::key_state::{Finding, State, Unclear, Verdict};

use crate::error::Result;
use crate::ports::BlockRef;
use crate::record::{Account, Approval, History, KeptReading, Key, Network};
use crate::use_case::keys_on_chain::{ChainReading, KeyReading, StrangerReading, judge};
use crate::wallet::Wallet;

/// A reading that says the same is written again after so long, seconds.
const WRITE_EVERY: u64 = 60;

/// The last readings.
#[derive(Debug, Default)]
pub(crate) struct LastRead {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    loaded: bool,
    keys: HashMap<(i64, u64), KeptReading>,
    /// When each was last written, unix seconds.
    written: HashMap<(i64, u64), u64>,
    chains: HashMap<u64, Tried>,
    strangers: HashMap<u64, Vec<StrangerReading>>,
    histories: HashMap<i64, Arc<History>>,
}

/// The last try to read a chain.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tried {
    /// Unix seconds; 0 = never.
    pub(crate) at: u64,
    /// Why it did not work.
    pub(crate) problem: Option<String>,
    /// One is under way.
    reading: bool,
    /// Another was asked for meanwhile.
    again: bool,
}

impl LastRead {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last try to read a chain.
    pub(crate) fn tried(&self, chain_id: u64) -> Tried {
        self.kept().chains.get(&chain_id).cloned().unwrap_or_default()
    }

    /// Whether the caller is the one who reads this chain now; then [`Self::ended`] must follow.
    pub(crate) fn begin(&self, chain_id: u64) -> bool {
        let mut kept = self.kept();
        let tried = kept.chains.entry(chain_id).or_default();
        tried.again = tried.reading;
        !std::mem::replace(&mut tried.reading, true)
    }

    /// A reading that began is over. Whether another was asked for meanwhile; then that one began.
    pub(crate) fn ended(&self, chain_id: u64) -> bool {
        let mut kept = self.kept();
        let tried = kept.chains.entry(chain_id).or_default();
        tried.reading = std::mem::take(&mut tried.again);
        tried.reading
    }

    /// A chain did not answer. Whether it did before.
    pub(crate) fn failed(&self, chain_id: u64, problem: String, now: u64) -> bool {
        let mut kept = self.kept();
        let tried = kept.chains.entry(chain_id).or_default();
        tried.at = now;
        tried.problem.replace(problem).is_none()
    }

    /// Permissions and other validations on a chain that belong to no key of this app.
    pub(crate) fn strangers(&self) -> Vec<(u64, Vec<StrangerReading>)> {
        let kept = self.kept();
        kept.strangers.iter().map(|(chain, all)| (*chain, all.clone())).collect()
    }

    /// What is known of an account's past, if it was read before.
    pub(crate) fn history(&self, account_id: i64) -> Option<Arc<History>> {
        self.kept().histories.get(&account_id).cloned()
    }

    pub(crate) fn history_is(&self, account_id: i64, history: Option<Arc<History>>) {
        let mut kept = self.kept();
        match history {
            Some(history) => kept.histories.insert(account_id, history),
            None => kept.histories.remove(&account_id),
        };
    }

    /// Takes a reading; answers what is to be written.
    fn note(&self, reading: &ChainReading, now: u64) -> Vec<KeptReading> {
        let mut kept = self.kept();
        let tried = kept.chains.entry(reading.chain_id).or_default();
        (tried.at, tried.problem) = (now, reading.problem.clone());
        let (Some(at), Some(account)) = (reading.at, reading.account) else { return Vec::new() };
        kept.strangers.insert(reading.chain_id, reading.strangers.clone());
        let mut fresh = Vec::new();
        for key in &reading.keys {
            let name = (key.key_id, reading.chain_id);
            let new = KeptReading {
                key_id: key.key_id,
                chain_id: reading.chain_id,
                block: at.number,
                block_time: at.timestamp,
                read_at: now,
                account,
                facts: key.finding.facts.clone(),
            };
            let old = kept.keys.get(&name);
            let same = old.is_some_and(|old| (old.account, &old.facts) == (account, &new.facts));
            let written = kept.written.get(&name).copied().unwrap_or_default();
            if !same || now.abs_diff(written) >= WRITE_EVERY {
                kept.written.insert(name, now);
                fresh.push(new.clone());
            }
            kept.keys.insert(name, new);
        }
        fresh
    }

    fn load(&self, rows: Vec<KeptReading>) {
        let mut kept = self.kept();
        kept.loaded = true;
        for row in rows {
            let name = (row.key_id, row.chain_id);
            kept.written.entry(name).or_insert(row.read_at);
            kept.keys.entry(name).or_insert(row);
        }
    }
}

impl Wallet {
    /// Keeps what was just read.
    pub(crate) async fn remember(&self, readings: &[ChainReading]) -> Result<()> {
        let now = self.now();
        let fresh: Vec<KeptReading> =
            readings.iter().flat_map(|reading| self.last_read().note(reading, now)).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        self.stored(move |s| s.keep_readings(&fresh)).await
    }

    /// What is known of these keys without asking anybody, one entry per chain.
    pub(crate) async fn last_readings(
        &self,
        account: &Account,
        keys: &[Key],
    ) -> Result<Vec<ChainReading>> {
        if !self.last_read().kept().loaded {
            let rows = self.stored(|s| s.key_readings()).await?;
            self.last_read().load(rows);
        }
        let networks: Vec<Network> = self.stored(|s| s.networks()).await?;
        let mut chains: Vec<u64> =
            keys.iter().flat_map(|key| &key.approvals).map(|a| a.chain_id).collect();
        chains.sort_unstable();
        chains.dedup();
        let now = self.now();
        let kept = self.last_read().kept();
        let on = |chain_id: u64| {
            let tried = kept.chains.get(&chain_id).cloned().unwrap_or_default();
            let network = networks.iter().find(|n| n.chain_id == chain_id).cloned();
            let gone = || format!("Chain {chain_id} is not among the networks any more.");
            let problem = if network.is_none() { Some(gone()) } else { tried.problem };
            let of = |key: &Key| {
                let approval = key.approvals.iter().find(|a| a.chain_id == chain_id)?;
                let old = kept.keys.get(&(key.id, chain_id));
                let past = Past { account, key, approval, silent: problem.is_some(), now };
                Some(past.reading(old))
            };
            let keys: Vec<KeyReading> = keys.iter().filter_map(of).collect();
            let newest = keys.iter().filter_map(|key| key.at).max_by_key(|at| at.number);
            let strangers = kept.strangers.get(&chain_id).cloned().unwrap_or_default();
            ChainReading { chain_id, network, account: None, at: newest, keys, strangers, problem }
        };
        Ok(chains.into_iter().map(on).collect())
    }
}

/// A key whose last reading is looked at.
struct Past<'a> {
    account: &'a Account,
    key: &'a Key,
    approval: &'a Approval,
    /// The chain does not answer now.
    silent: bool,
    now: u64,
}

impl Past<'_> {
    fn reading(&self, old: Option<&KeptReading>) -> KeyReading {
        let Some(old) = old else { return self.nothing(None, 0) };
        let at = BlockRef { number: old.block, timestamp: old.block_time, hash: None };
        let judged = |time: u64| {
            judge((self.account, self.key, self.approval), &old.account, old.facts.as_ref(), time)
        };
        let (lately, strict) = (judged(old.block_time.max(self.now)), judged(old.block_time));
        if self.silent && !strict.is_over() {
            let mut unknown = self.nothing(Some(at), old.read_at);
            unknown.was = Some(lately.state);
            unknown.finding.facts.clone_from(&old.facts);
            return unknown;
        }
        KeyReading {
            key_id: self.key.id,
            ending: strict.ending,
            finding: Finding { facts: old.facts.clone(), verdict: lately },
            at: Some(at),
            read_at: old.read_at,
            was: None,
        }
    }

    /// Not read; over nevertheless if a chain once showed that.
    fn nothing(&self, at: Option<BlockRef>, read_at: u64) -> KeyReading {
        let nonce = self.approval.validation_nonce;
        let mut verdict = Verdict::unread(&self.key.permission(), nonce, Unclear::NotRead);
        let mut at = at;
        if let Some(block) = self.approval.ended_at_block {
            verdict.ending = None;
            verdict.state = State::Invalidated;
            verdict.messages = latchkey_core::key_state::Messages::Nobody;
            at = at.or(Some(BlockRef { number: block, timestamp: 0, hash: None }));
        }
        KeyReading {
            key_id: self.key.id,
            ending: verdict.ending,
            finding: Finding { facts: None, verdict },
            at,
            read_at,
            was: None,
        }
    }
}
