//! Fires the off switch: prepared kills, with no owner key, no session signer and an empty vault.
//!
//! Why: it must work when everything else is gone; what is sent was signed with the grant.
//! Refuses: to call a key ended because a kill was mined; the chain is read after each, and one that
//! was used up without effect is followed by the next.

use crate::error::Result;
use crate::record::{Key, LogEvent};
use crate::tags::Tag;
use crate::use_case::agent_access_set::key_ref;
use crate::use_case::each::each;
use crate::use_case::holdings::{NATIVE_DECIMALS, in_words};
use crate::use_case::number::secs;
use crate::use_case::off_switch::aim::{Aim, Tried};
use crate::use_case::off_switch::choose::price;
use crate::use_case::off_switch::health::{chains, over};
use crate::use_case::off_switch::read::{Ground, ReadGround};
use crate::views::{FireOnChain, FireReport, FiredView, ReadAt};
use crate::wallet::Wallet;

/// What one network said of what is aimed at.
struct Seen {
    read: ReadGround,
    /// Rows of the aimed keys that are not over.
    alive: Vec<i64>,
    at: Option<ReadAt>,
}

impl Wallet {
    /// Fires the prepared kills of one key, or of every key: on each network the one that fits, until
    /// the chain shows that nothing is alive or nothing is left to send. Agents are shut out first.
    ///
    /// # Errors
    /// `NotFound` for a key or account that is not there; the store's. What went wrong on one network
    /// is in the report.
    pub async fn switch_fire(&self, key_id: Option<u32>) -> Result<FireReport> {
        let account = self.account_needed().await?;
        let keys = match key_id {
            Some(id) => vec![self.key_needed(id).await?],
            None => self.keys_of(&account).await?,
        };
        match key_id {
            None if self.access_on() => {
                // Agents are out even when that cannot be written down, and the chains come next.
                if let Err(error) = self.stop_local().await {
                    tracing::warn!(%error, "stopped, but not written down");
                }
            }
            None => {}
            Some(_) => {
                for key in &keys {
                    let dropped = self.ports().sessions.drop_key(key_ref(&account, key)).await;
                    tracing::debug!(?dropped, "the session signer was told");
                }
            }
        }
        let id = account.id;
        let kills = self.stored(move |s| s.kills(id)).await?;
        let panic_key = self.panic_address().await?.is_some();
        let aims = chains(&keys).into_iter().map(|chain_id| Aim {
            account: account.clone(),
            chain_id,
            keys: on_chain(&keys, chain_id),
            kills: kills.iter().filter(|kill| kill.chain_id == chain_id).cloned().collect(),
            everything: key_id.is_none(),
            panic_key,
        });
        let fired = each(aims.map(|aim| {
            let wallet = self.clone();
            async move { wallet.fire_on(&aim).await }
        }));
        let chains = fired.await?.into_iter().collect::<Result<Vec<_>>>()?;
        self.refresh_all_soon().await?;
        self.stale(&[Tag::Keys, Tag::Status, Tag::Switch, Tag::Activity, Tag::Holdings]);
        let proven = chains.iter().all(|chain| chain.alive.is_empty() && chain.read_at.is_some());
        Ok(FireReport { chains, proven })
    }

    async fn fire_on(&self, aim: &Aim) -> Result<FireOnChain> {
        let (mut tried, mut fired) = (Tried::new(), Vec::new());
        let mut seen = self.seen(aim).await?;
        let before = seen.alive.clone();
        while let (Some(network), Ok(ground)) = (&seen.read.network, &seen.read.ground) {
            let shots = aim.next(ground, &seen.alive, &tried);
            if shots.is_empty() {
                break;
            }
            tried.extend(shots.iter().map(|(way, kill)| (*way, kill.id)));
            fired.extend(self.shoot(aim, network, shots).await?);
            seen = self.seen(aim).await?;
        }
        self.log_fired(aim, &before, &seen, &fired).await?;
        Ok(report(aim, &seen, fired))
    }

    async fn seen(&self, aim: &Aim) -> Result<Seen> {
        let there = [aim.chain_id];
        let (grounds, readings) = tokio::join!(
            self.switch_grounds(&aim.account, &there, &aim.kills),
            self.read_keys(&aim.account, &aim.keys)
        );
        let (read, readings) = (grounds?.into_iter().next(), readings?);
        let read = read.unwrap_or_else(|| ReadGround {
            chain_id: aim.chain_id,
            network: None,
            ground: Err("It was not read.".to_owned()),
        });
        let alive = aim.keys.iter().filter(|key| !over(&readings, key.id, aim.chain_id));
        let at = readings.iter().find_map(|reading| reading.at);
        Ok(Seen {
            alive: alive.map(|key| key.id).collect(),
            at: at.map(|at| ReadAt { block: secs(at.number), at: secs(self.now()) }),
            read,
        })
    }

    async fn log_fired(
        &self,
        aim: &Aim,
        before: &[i64],
        after: &Seen,
        fired: &[FiredView],
    ) -> Result<()> {
        let last = fired.iter().rev().find_map(|one| one.transaction.as_deref());
        let transaction = last.and_then(|hash| hash.parse().ok());
        for key_id in before.iter().filter(|id| !after.alive.contains(id)) {
            let (key_id, chain_id) = (*key_id, aim.chain_id);
            self.log(LogEvent::KeyRevoked { key_id, chain_id, transaction }).await?;
        }
        Ok(())
    }
}

/// Those of these keys that may be live on a chain, with their approval there alone.
fn on_chain(keys: &[Key], chain_id: u64) -> Vec<Key> {
    let there = keys.iter().filter(|key| key.may_be_live_on(chain_id)).cloned();
    let alone = there.map(|mut key| {
        key.approvals.retain(|approval| approval.chain_id == chain_id);
        key
    });
    alone.collect()
}

fn report(aim: &Aim, seen: &Seen, fired: Vec<FiredView>) -> FireOnChain {
    let network = seen.read.network.as_ref();
    let (problem, todo) = match &seen.read.ground {
        Err(why) => (Some(why.clone()), Some("Fire again when it answers.".to_owned())),
        Ok(_) if seen.alive.is_empty() => (None, None),
        Ok(ground) => what_is_left(aim, ground, seen),
    };
    FireOnChain {
        chain_id: secs(aim.chain_id),
        network: network.map_or_else(|| format!("chain {}", aim.chain_id), |one| one.name.clone()),
        fired,
        ended: aim.names(&seen.alive, false),
        alive: aim.names(&seen.alive, true),
        read_at: seen.at,
        problem,
        todo,
    }
}

/// Why a key is still alive though the network answers, and what to do.
fn what_is_left(aim: &Aim, ground: &Ground, seen: &Seen) -> (Option<String>, Option<String>) {
    if !aim.left(ground, &seen.alive) {
        let problem = "Nothing that was signed before can end it here any more.";
        let todo = "Revoke it with the owner key.";
        return (Some(problem.to_owned()), Some(todo.to_owned()));
    }
    let problem = "What was signed before would end it, but nobody here can carry it to the chain.";
    let symbol = seen.read.network.as_ref().map_or("", |network| network.native_symbol.as_str());
    let fund = price(aim.kills.iter()).map(|wei| {
        let needs = in_words(wei, NATIVE_DECIMALS, symbol);
        let account = aim.account.address.to_checksum(None);
        format!(
            "send {} {} to the account {account} and fire again, ",
            needs.formatted, needs.symbol
        )
    });
    let todo = format!(
        "Make a panic key and put a little {symbol} on it, {}or save the kill bundle and have \
         anybody send it.",
        fund.unwrap_or_default()
    );
    (Some(problem.to_owned()), Some(todo))
}
