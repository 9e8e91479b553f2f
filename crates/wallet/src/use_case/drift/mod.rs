//! What chains show that this app did not do.
//!
//! Why: a stolen key works without this app, and an owner key that leaked installs what it likes;
//! only the chain tells.
//! Refuses: to accuse without a transaction or a reading behind it, and to say the same twice.

mod find;
mod words;

use std::collections::HashSet;

use alloy_primitives::B256;
use latchkey_core::kernel::execute::Call;
use latchkey_core::user_op::UserOperation;

use crate::error::Result;
use crate::ports::OperationsOf;
use crate::record::{Account, LogEvent, Operation};
use crate::tags::Tag;
use crate::views::{DriftView, Notice, Severity};
use crate::wallet::Wallet;

use find::Ground;

/// One difference, with a name under which it is told once.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) name: String,
    pub(crate) view: DriftView,
    pub(crate) transaction: Option<B256>,
}

/// What this app did itself.
#[derive(Debug, Default)]
pub(crate) struct Own {
    /// Its operations, by chain and hash.
    operations: HashSet<(u64, B256)>,
    /// The calls of its owner operations that ran, by chain.
    owner_calls: Vec<(u64, Vec<Call>)>,
    /// Keys that the log says were ended, by key row and chain.
    revoked: HashSet<(i64, u64)>,
}

/// Most log lines that are looked through for revocations.
const LINES: u32 = 2_000;

impl Wallet {
    /// Every difference between the chains and this app's records, the gravest first, as last read.
    ///
    /// # Errors
    /// The store's.
    pub async fn drift_list(&self) -> Result<Vec<DriftView>> {
        let Some(account) = self.stored(|s| s.accounts()).await?.into_iter().next() else {
            return Ok(Vec::new());
        };
        let found = self.drifted(&account).await?;
        Ok(found.into_iter().map(|finding| finding.view).collect())
    }

    /// Looks for differences, and tells those that are new: a line in the log, and a notice.
    pub(crate) async fn find_drift(&self, account: &Account) -> Result<()> {
        let (now, mut news) = (self.now(), false);
        for Finding { name, view, transaction } in self.drifted(account).await? {
            let chain_id = u64::from(view.chain_id);
            let what = view.text.clone();
            let event = LogEvent::Drift { chain_id, what, transaction };
            if !self.stored(move |s| s.note_finding(&name, now, &event)).await? {
                continue;
            }
            news = true;
            if view.severity != Severity::Info {
                let text = format!("{} {}", view.text, view.todo);
                self.notice_add(Notice { severity: view.severity, text });
            }
        }
        if news {
            self.stale(&[Tag::Drift, Tag::Activity]);
        }
        Ok(())
    }

    async fn drifted(&self, account: &Account) -> Result<Vec<Finding>> {
        let keys = self.keys_of(account).await?;
        let readings = self.last_readings(account, &keys).await?;
        let history = self.history_of(account).await?;
        let networks = self.networks_with_tokens().await?;
        let own = self.own_doings(account).await?;
        let ground = Ground {
            account,
            keys: &keys,
            readings: &readings,
            strangers: &self.last_read().strangers(),
            history: &history,
            networks: &networks,
            own: &own,
            language: self.language().await?,
        };
        let mut found = ground.all();
        found.sort_by_key(|finding| match finding.view.severity {
            Severity::Stop => 0,
            Severity::Warn => 1,
            Severity::Info => 2,
        });
        Ok(found)
    }

    async fn own_doings(&self, account: &Account) -> Result<Own> {
        let (operations, lines) = self
            .stored(|s| Ok((s.operations(OperationsOf::Everybody, u32::MAX)?, s.log(None, LINES)?)))
            .await?;
        let mut own = Own::default();
        for row in operations.iter().filter(|row| row.account_id == account.id) {
            own.operations.insert((row.chain_id, row.hash));
            if row.key_id.is_none() {
                own.owner_calls.extend(calls(account, row).map(|calls| (row.chain_id, calls)));
            }
        }
        for line in lines {
            if let LogEvent::KeyRevoked { key_id, chain_id, .. } = line.event {
                own.revoked.insert((key_id, chain_id));
            }
        }
        Ok(own)
    }
}

fn calls(account: &Account, row: &Operation) -> Option<Vec<Call>> {
    let op: UserOperation = serde_json::from_str(&row.signed_json).ok()?;
    Some(latchkey_core::history::calls_of(account.address, &op.call_data))
}
