//! Ends keys on their chains: plans by what was read, one approval, one operation per chain, and
//! success only after the chains were read again.

use latchkey_core::approval::{KeyClaim, Purpose};
use latchkey_core::kernel::nonce::lane_of_name;
use latchkey_core::key_state::AccountFacts;
use latchkey_core::permission::validation_id;
use latchkey_core::plan::{self, EndPlan, Ending, Ground};

use crate::error::{Code, Error, Result};
use crate::record::{Account, Agent, Key, LogEvent, Network, OperationStatus};
use crate::tags::Tag;
use crate::use_case::keys_on_chain::ChainReading;
use crate::use_case::number::secs;
use crate::use_case::owner_op::{OwnerAsk, OwnerJob, PricedJob};
use crate::use_case::send::Sent;
use crate::views::{EndOnChain, EndReport, ReadAt};
use crate::wallet::Wallet;

/// What is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// One key, the others left alone.
    One,
    /// Everything: installed keys and unused approvals, also such that this app does not know.
    All,
}

/// What was tried on a chain.
enum Tried {
    /// Nothing was left to end.
    Nothing,
    /// An operation was sent.
    Sent(Box<Sent>),
    /// It went wrong before an operation was sent.
    Failed(Error),
}

impl Wallet {
    /// Ends these keys.
    pub(crate) async fn end_keys(
        &self,
        account: &Account,
        keys: &[Key],
        extent: Extent,
    ) -> Result<EndReport> {
        let readings = self.read_keys(account, keys).await?;
        let mut tried: Vec<(u64, Tried)> = Vec::new();
        let mut jobs: Vec<PricedJob> = Vec::new();
        for reading in &readings {
            match self.job(account, keys, reading, extent).await {
                Ok(Some(job)) => jobs.push(job),
                Ok(None) => tried.push((reading.chain_id, Tried::Nothing)),
                Err(error) => tried.push((reading.chain_id, Tried::Failed(error))),
            }
        }
        if !jobs.is_empty() {
            let chains: Vec<u64> = jobs.iter().map(|job| job.network.chain_id).collect();
            let ask = self.end_ask(keys, extent).await?;
            let sent = self.owner_send(account, ask, jobs).await?;
            let outcomes = sent.into_iter().map(|sent| match sent {
                Ok(sent) => Tried::Sent(Box::new(sent)),
                Err(error) => Tried::Failed(error),
            });
            tried.extend(chains.into_iter().zip(outcomes));
        }
        let after = self.read_keys(account, keys).await?;
        let report = self.end_report(keys, &after, &tried);
        self.log_ended(keys, &readings, &after, &tried).await?;
        self.stale(&[Tag::Keys, Tag::Status, Tag::Agents, Tag::Activity, Tag::Holdings]);
        Ok(report)
    }

    /// The priced operation that ends them on one chain; `None` when nothing is left to end.
    async fn job(
        &self,
        account: &Account,
        keys: &[Key],
        reading: &ChainReading,
        extent: Extent,
    ) -> Result<Option<PricedJob>> {
        let Some((network, facts, plan)) = self.end_plan(account, keys, reading, extent)? else {
            return Ok(None);
        };
        let job = OwnerJob {
            network,
            deployed: facts.deployed,
            lane: lane_of_name("latchkey: end keys"),
            mode: plan.mode,
            calls: plan.calls,
        };
        self.owner_price(account, job).await.map(Some)
    }

    /// The calls that end them on one chain; `None` when nothing is left to end.
    #[expect(clippy::unused_self, reason = "a step of ending keys")]
    pub(crate) fn end_plan(
        &self,
        account: &Account,
        keys: &[Key],
        reading: &ChainReading,
        extent: Extent,
    ) -> Result<Option<(Network, AccountFacts, EndPlan)>> {
        let alive: Vec<Ending> = reading
            .keys
            .iter()
            .filter(|key| !key.over())
            .filter_map(|read| {
                let key = keys.iter().find(|key| key.id == read.key_id)?;
                let standing = read.ending?;
                Some(Ending { validation_id: validation_id(key.permission_id), standing })
            })
            .collect();
        if alive.is_empty() {
            return Ok(None);
        }
        let unread = || {
            let why = reading.problem.clone().unwrap_or_else(|| "It was not read.".to_owned());
            Error::new(Code::Offline, why, "Nothing was sent there. Try again when it answers.")
        };
        let (network, facts) = reading.network.clone().zip(reading.account).ok_or_else(unread)?;
        let plan = planned(account, &alive, facts.nonces, extent)?;
        Ok((!plan.calls.is_empty()).then_some((network, facts, plan)))
    }

    pub(crate) async fn end_ask(&self, keys: &[Key], extent: Extent) -> Result<OwnerAsk> {
        let agents = self.stored(|s| s.agents()).await?;
        let claims = keys.iter().map(|key| KeyClaim {
            permission_id: key.permission_id,
            name: key.name.clone(),
            agent_name: agent_name(&agents, key),
        });
        let (purpose, what) = match (extent, keys) {
            (Extent::One, [key, ..]) => (Purpose::Revoke, format!("revoke the key {}", key.name)),
            (Extent::One | Extent::All, _) => {
                (Purpose::StopAll, "stop all keys on chain".to_owned())
            }
        };
        Ok(OwnerAsk { purpose, what, keys: claims.collect() })
    }

    fn end_report(
        &self,
        keys: &[Key],
        after: &[ChainReading],
        tried: &[(u64, Tried)],
    ) -> EndReport {
        let now = secs(self.now());
        let chains: Vec<EndOnChain> = after
            .iter()
            .map(|reading| {
                let outcome = tried.iter().find(|(chain, _)| *chain == reading.chain_id);
                on_chain(keys, reading, outcome.map(|(_, tried)| tried), now)
            })
            .collect();
        let proven = chains.iter().all(|chain| chain.alive.is_empty() && chain.read_at.is_some());
        EndReport { chains, proven }
    }

    async fn log_ended(
        &self,
        keys: &[Key],
        before: &[ChainReading],
        after: &[ChainReading],
        tried: &[(u64, Tried)],
    ) -> Result<()> {
        let over = |readings: &[ChainReading], chain: u64, key: i64| {
            let there = readings.iter().filter(|reading| reading.chain_id == chain);
            there.flat_map(|reading| &reading.keys).any(|read| read.key_id == key && read.over())
        };
        for (chain_id, outcome) in tried {
            let Tried::Sent(sent) = outcome else { continue };
            for key in keys {
                let ended = over(after, *chain_id, key.id) && !over(before, *chain_id, key.id);
                if ended {
                    let transaction = sent.operation.transaction;
                    let (key_id, chain_id) = (key.id, *chain_id);
                    self.log(LogEvent::KeyRevoked { key_id, chain_id, transaction }).await?;
                }
            }
        }
        Ok(())
    }
}

/// The name of the agent a key is for; empty if it is unknown.
pub(crate) fn agent_name(agents: &[Agent], key: &Key) -> String {
    let found = agents.iter().find(|agent| agent.id == key.agent_id);
    found.map(|agent| agent.name.clone()).unwrap_or_default()
}

fn planned(
    account: &Account,
    alive: &[Ending],
    nonces: plan::Nonces,
    extent: Extent,
) -> Result<EndPlan> {
    let owner = account.owner();
    let ground = Ground { account: &account.spec, owner: &owner, nonces };
    let planned = match extent {
        Extent::One => plan::end_keys(&ground, alive, &[]),
        Extent::All => plan::end_everything(&ground, alive),
    };
    planned.map_err(|too_far| {
        let advice = "Change the account's owner to end it, or stop it on chain more than once.";
        Error::new(Code::Stale, format!("This cannot be ended at once: {too_far}."), advice)
    })
}

fn on_chain(keys: &[Key], reading: &ChainReading, tried: Option<&Tried>, now: u32) -> EndOnChain {
    let names = |over: bool| {
        let read = reading.keys.iter().filter(move |read| read.over() == over);
        read.filter_map(|read| keys.iter().find(|key| key.id == read.key_id))
            .map(|key| key.name.clone())
            .collect::<Vec<String>>()
    };
    let (status, transaction, problem) = match tried {
        Some(Tried::Sent(sent)) => {
            let transaction = sent.operation.transaction.map(|hash| hash.to_string());
            (sent.operation.status, transaction, sent.operation.reason.clone())
        }
        Some(Tried::Failed(error)) => (OperationStatus::Rejected, None, Some(error.to_string())),
        Some(Tried::Nothing) => (OperationStatus::Included, None, None),
        None => (OperationStatus::Unknown, None, None),
    };
    let network = reading.network.as_ref().map(|network| network.name.clone());
    EndOnChain {
        chain_id: secs(reading.chain_id),
        network: network.unwrap_or_else(|| format!("chain {}", reading.chain_id)),
        status,
        transaction,
        read_at: reading.at.map(|at| ReadAt { block: secs(at.number), at: now }),
        ended: names(true),
        alive: names(false),
        problem: problem.or_else(|| reading.problem.clone()),
    }
}
