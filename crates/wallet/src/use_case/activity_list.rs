//! What happened, newest first, in plain words.

use std::collections::HashMap;

use alloy_primitives::B256;
use latchkey_core::{date, text};

use crate::error::Result;
use crate::ports::{Store, StoreError};
use crate::record::{LogEvent, LogLine, Operation, OperationStatus, OwnerAct};
use crate::use_case::number::{row, secs};
use crate::views::{ActivityView, Outcome};
use crate::wallet::Wallet;

/// Most lines in one answer.
const MOST: u32 = 200;

/// Names that lines refer to by number.
struct Names {
    networks: HashMap<u64, String>,
    keys: HashMap<i64, String>,
    /// What became of the operations, by hash.
    operations: HashMap<B256, Operation>,
}

impl Wallet {
    /// At most `limit` lines (200 at most), all older than the line `before` if one is given.
    ///
    /// # Errors
    /// The store's.
    pub async fn activity_list(
        &self,
        before: Option<u32>,
        limit: u32,
    ) -> Result<Vec<ActivityView>> {
        let before = before.map(i64::from);
        let limit = limit.clamp(1, MOST);
        let (lines, networks, keys, operations) = self
            .stored(move |s| {
                let lines = s.log(before, limit)?;
                let operations = operations(s, &lines)?;
                Ok((lines, s.networks()?, s.keys()?, operations))
            })
            .await?;
        let names = Names {
            networks: networks.into_iter().map(|n| (n.chain_id, n.name)).collect(),
            keys: keys.into_iter().map(|k| (k.id, k.name)).collect(),
            operations,
        };
        Ok(lines.iter().map(|line| names.view(line)).collect())
    }
}

/// The rows of the operations that lines are about.
fn operations(
    store: &dyn Store,
    lines: &[LogLine],
) -> std::result::Result<HashMap<B256, Operation>, StoreError> {
    let mut rows = HashMap::new();
    for line in lines {
        if let LogEvent::Operation { hash, chain_id, .. } = &line.event
            && !rows.contains_key(hash)
            && let Some(row) = store.operation(*chain_id, *hash)?
        {
            rows.insert(*hash, row);
        }
    }
    Ok(rows)
}

impl Names {
    fn network(&self, chain_id: u64) -> String {
        self.networks.get(&chain_id).cloned().unwrap_or_else(|| format!("chain {chain_id}"))
    }

    fn key(&self, id: i64) -> String {
        self.keys.get(&id).cloned().unwrap_or_else(|| format!("key {id}"))
    }

    fn view(&self, line: &LogLine) -> ActivityView {
        let mut view = ActivityView {
            seq: row(line.seq),
            at: secs(line.at),
            title: String::new(),
            detail: None,
            who: "You".to_owned(),
            outcome: Outcome::Done,
            operation: None,
            transaction: None,
            network: None,
        };
        self.fill(&mut view, &line.event);
        view
    }

    fn fill(&self, view: &mut ActivityView, event: &LogEvent) {
        match event {
            LogEvent::AccountCreated { account, name } => {
                view.title = format!("Account {name} made");
                view.detail = Some(account.to_checksum(None));
            }
            LogEvent::Asked { what, .. } => {
                view.title = format!("Asked for approval: {what}");
            }
            LogEvent::Answered { approved, detail, .. } => {
                if *approved {
                    view.title = format!("Approved: {detail}");
                } else {
                    view.title = "Not approved".to_owned();
                    view.detail = Some(detail.clone());
                    view.outcome = Outcome::Refused;
                }
            }
            LogEvent::KeyGranted { .. }
            | LogEvent::KillsRenewed { .. }
            | LogEvent::KeyRevoked { .. } => self.fill_key(view, event),
            LogEvent::Operation { .. } => self.fill_operation(view, event),
            LogEvent::AgentRefused { agent, what, reason } => {
                view.title = format!("Refused: {what}");
                view.detail = Some(reason.clone());
                view.who.clone_from(agent);
                view.outcome = Outcome::Refused;
            }
            LogEvent::Shadow { .. } | LogEvent::ShadowSeen { .. } => fill_shadow(view, event),
            LogEvent::Transaction { .. }
            | LogEvent::PanicKeyMade { .. }
            | LogEvent::KillBundleWritten { .. } => {
                self.fill_transaction(view, event);
            }
            LogEvent::Stopped { .. }
            | LogEvent::StopMarked { .. }
            | LogEvent::StopLifted { .. }
            | LogEvent::StoreRestored { .. } => fill_stop(view, event),
            LogEvent::AgentAccess { on } => {
                view.title = if *on { "Agents let in" } else { "Agents shut out" }.to_owned();
            }
            LogEvent::OwnerKey { act, key } => {
                view.title = owner_words(*act).to_owned();
                view.detail = Some(key.clone());
            }
            LogEvent::OwnerChanged { chain_id, owner, transaction } => {
                view.title = "Owner changed".to_owned();
                view.detail = Some(format!("Read back from the chain. New owner: {owner}"));
                view.network = Some(self.network(*chain_id));
                view.transaction = transaction.map(|hash| hash.to_string());
            }
            LogEvent::Drift { .. } => self.fill_drift(view, event),
            LogEvent::Agent { name, added } => view.title = added_or_removed("Agent", name, *added),
            LogEvent::Network { name, added, .. } => {
                view.title = added_or_removed("Network", name, *added);
            }
        }
    }

    fn fill_key(&self, view: &mut ActivityView, event: &LogEvent) {
        if let LogEvent::KeyGranted { name, agent, sentence, .. } = event {
            view.title = format!("Key {name} granted to {agent}");
            view.detail = Some(sentence.clone());
        } else if let LogEvent::KillsRenewed { key_id } = event {
            view.title = format!("The off switch of the key {} renewed", self.key(*key_id));
        } else if let LogEvent::KeyRevoked { key_id, chain_id, transaction } = event {
            view.title = format!("Key {} ended", self.key(*key_id));
            view.detail = Some("Read back from the chain.".to_owned());
            view.network = Some(self.network(*chain_id));
            view.transaction = transaction.map(|hash| hash.to_string());
        }
    }

    fn fill_transaction(&self, view: &mut ActivityView, event: &LogEvent) {
        if let LogEvent::PanicKeyMade { address } = event {
            view.title = "Panic key made".to_owned();
            view.detail = Some(address.to_checksum(None));
        }
        if let LogEvent::KillBundleWritten { kills } = event {
            view.title = format!("Kill bundle of {kills} prepared kills written");
        }
        let LogEvent::Transaction { hash, chain_id, payer, what, mined } = event else { return };
        view.title.clone_from(what);
        view.detail = Some(format!("A plain transaction, paid by {payer}."));
        view.network = Some(self.network(*chain_id));
        view.transaction = Some(hash.to_string());
        view.outcome = match mined {
            None => Outcome::Pending,
            Some(true) => Outcome::Done,
            Some(false) => Outcome::Failed,
        };
    }

    fn fill_drift(&self, view: &mut ActivityView, event: &LogEvent) {
        let LogEvent::Drift { chain_id, what, transaction } = event else { return };
        "Not done by this app".clone_into(&mut view.title);
        "The chain".clone_into(&mut view.who);
        view.detail = Some(what.clone());
        view.outcome = Outcome::Foreign;
        view.network = Some(self.network(*chain_id));
        view.transaction = transaction.map(|hash| hash.to_string());
    }

    fn fill_operation(&self, view: &mut ActivityView, event: &LogEvent) {
        let LogEvent::Operation { hash, chain_id, key_id, agent, what, status, reason } = event
        else {
            return;
        };
        view.title = format!("{}: {what}", status_words(*status));
        view.outcome = outcome(*status);
        if let Some(row) = self.operations.get(hash) {
            view.transaction = row.transaction.map(|hash| hash.to_string());
            if !row.status.may_still_be_mined() && view.outcome == Outcome::Pending {
                view.outcome = Outcome::Done;
            }
        }
        view.operation = Some(hash.to_string());
        view.network = Some(self.network(*chain_id));
        if let Some(agent) = agent {
            view.who.clone_from(agent);
        }
        let key = key_id.map(|id| format!("With the key {}.", self.key(id)));
        let reason = reason.as_deref().map(|why| text::clean(why, 2 * text::REASON_MAX));
        view.detail = reason.or(key);
    }
}

fn fill_stop(view: &mut ActivityView, event: &LogEvent) {
    if let LogEvent::Stopped { millis } = event {
        view.title = "All agents stopped on this machine".to_owned();
        view.detail = Some(format!("It took {millis} ms."));
    }
    if let LogEvent::StopMarked { by, at } = event {
        view.title = format!("All keys were stopped {}", by.words());
        view.detail = stop_time(*at);
    }
    if let LogEvent::StopLifted { by, at } = event {
        let before = stop_time(*at).unwrap_or_default();
        view.title = "The owner took a stop back".to_owned();
        view.detail = Some(format!("Stopped {}. {before}", by.words()).trim_end().to_owned());
    }
    if let LogEvent::StoreRestored { lines } = event {
        view.title = "A backup was put in the place of the store".to_owned();
        view.detail = Some(format!("Its log had {lines} lines. Agents stayed out."));
    }
}

fn fill_shadow(view: &mut ActivityView, event: &LogEvent) {
    if let LogEvent::Shadow { agent, on } = event {
        let now = if *on { "is only watched" } else { "is no longer only watched" };
        view.title = format!("Agent {agent} {now}");
    }
    if let LogEvent::ShadowSeen { agent, what, reason } = event {
        view.title = format!("Only watched: {what}");
        view.detail = Some(format!("Nothing was signed or sent. {reason}"));
        view.who.clone_from(agent);
    }
}

fn stop_time(at: u64) -> Option<String> {
    (at > 0).then(|| format!("At {}.", date::words(at)))
}

fn added_or_removed(what: &str, name: &str, added: bool) -> String {
    format!("{what} {name} {}", if added { "added" } else { "removed" })
}

const fn owner_words(act: OwnerAct) -> &'static str {
    match act {
        OwnerAct::Added => "Owner key added, kept ready",
        OwnerAct::Imported => "Owner key imported, kept ready",
        OwnerAct::BackedUp => "Owner key backed up",
        OwnerAct::LockAdded => "Owner key given another lock",
        OwnerAct::Tested => "Owner key tested",
        OwnerAct::Removed => "Owner key taken off the list",
    }
}

/// A status as the first word of a line.
pub(crate) const fn status_words(status: OperationStatus) -> &'static str {
    match status {
        OperationStatus::Signed => "Signed",
        OperationStatus::Submitted => "Sent",
        OperationStatus::Included => "Done",
        OperationStatus::Reverted => "Reverted",
        OperationStatus::Rejected => "Refused by the network",
        OperationStatus::Unknown => "No answer yet",
    }
}

const fn outcome(status: OperationStatus) -> Outcome {
    match status {
        OperationStatus::Signed | OperationStatus::Submitted => Outcome::Pending,
        OperationStatus::Included => Outcome::Done,
        OperationStatus::Reverted => Outcome::Failed,
        OperationStatus::Rejected => Outcome::Refused,
        OperationStatus::Unknown => Outcome::Unknown,
    }
}
