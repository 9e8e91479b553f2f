//! Shadow mode: an agent is watched, and nothing is signed or sent for it.
//!
//! Why: what an agent needs is learnt best from what it asks for; then a key is cut to fit.
//! Refuses: to sign for a watched agent, to keep more than [`SHADOW_MOST`] of its wishes, and to
//! answer while agent access is off.

mod propose;

use latchkey_core::approval::Claims;
use latchkey_core::names::Names;
use latchkey_core::text;

use super::Task;
use crate::error::{Code, Error, Result};
use crate::record::{Agent, LogEvent, SHADOW_MOST, ShadowCall};
use crate::tags::Tag;
use crate::use_case::dry_run::Trial;
use crate::use_case::grant_form::{network_claim, token_claim};
use crate::use_case::number::{count, row, secs};
use crate::views::{AgentExecute, ShadowCallView, ShadowSeen, Simulated};
use crate::wallet::Wallet;

/// Longest outcome that is kept, characters.
const OUTCOME_MAX: usize = 400;

impl Wallet {
    /// Watches an agent, or stops watching it. While it is watched nothing is signed or sent for it.
    ///
    /// # Errors
    /// `NotFound` for an agent that is not there; the store's.
    pub async fn shadow_set(&self, agent_id: u32, on: bool) -> Result<()> {
        let agent = self.agent_needed(agent_id).await?;
        let now = self.now();
        self.stored(move |s| {
            if s.shadowed()?.contains(&agent.id) == on {
                return Ok(());
            }
            s.set_shadow(agent.id, on)?;
            s.append(now, &LogEvent::Shadow { agent: agent.name, on })?;
            Ok(())
        })
        .await?;
        self.stale(&[Tag::Agents, Tag::Activity]);
        Ok(())
    }

    /// What a watched agent wanted to do, oldest first.
    ///
    /// # Errors
    /// `NotFound` for an agent that is not there; the store's.
    pub async fn shadow_calls(&self, agent_id: u32) -> Result<Vec<ShadowCallView>> {
        let agent = self.agent_needed(agent_id).await?;
        let (calls, networks) =
            self.stored(move |s| Ok((s.shadow_calls(agent.id)?, s.networks()?))).await?;
        let one = |call: &ShadowCall| {
            let network = networks.iter().find(|network| network.chain_id == call.chain_id);
            ShadowCallView {
                id: row(call.id),
                at: secs(call.at),
                chain_id: secs(call.chain_id),
                network: network.map_or_else(
                    || format!("chain {}", call.chain_id),
                    |network| network.name.clone(),
                ),
                what: call.what.clone(),
                outcome: call.outcome.clone(),
                calls: count(call.calls.len()),
            }
        };
        Ok(calls.iter().map(one).collect())
    }

    /// Forgets what a watched agent wanted to do.
    ///
    /// # Errors
    /// `NotFound` for an agent that is not there; the store's.
    pub async fn shadow_clear(&self, agent_id: u32) -> Result<()> {
        let agent = self.agent_needed(agent_id).await?;
        self.stored(move |s| s.clear_shadow_calls(agent.id)).await?;
        self.stale(&[Tag::Agents]);
        Ok(())
    }

    /// For a watched agent: its calls, tried on the chain's state and kept, and nothing else done.
    /// `None` for one that is not watched. `key` is the agent's own name for it; the same name is
    /// kept once.
    ///
    /// # Errors
    /// `Off`; `Invalid` at the argument; `NotFound`; the store's.
    pub async fn agent_shadow(
        &self,
        agent_id: u32,
        ask: &AgentExecute,
        key: Option<String>,
    ) -> Result<Option<ShadowSeen>> {
        self.access_needed()?;
        let agent = self.agent_needed(agent_id).await?;
        if !self.is_shadowed(&agent).await? {
            return Ok(None);
        }
        let task = self.task(agent_id, ask.clone()).await?;
        let tried = self.try_shadowed(&task).await;
        let (outcome, simulation) = match tried {
            Ok(simulated) => (outcome(&simulated), Some(simulated)),
            Err(why) => (why, None),
        };
        self.access_needed()?;
        let now = self.now();
        let wish = ShadowCall {
            id: 0,
            agent_id: agent.id,
            chain_id: task.chain.0.chain_id,
            calls: task.calls.clone(),
            functions: task.functions.clone(),
            what: task.what.clone(),
            outcome: text::clean(&outcome, OUTCOME_MAX),
            key,
            at: now,
        };
        let name = agent.name.clone();
        let kept = self
            .stored(move |s| {
                let named = |one: &ShadowCall| one.key.is_some() && one.key == wish.key;
                let known = s.shadow_calls(wish.agent_id)?.iter().any(named);
                let kept = s.add_shadow_call(&wish, SHADOW_MOST)?;
                if !known {
                    let (what, reason) = (wish.what.clone(), wish.outcome.clone());
                    s.append(now, &LogEvent::ShadowSeen { agent: name, what, reason })?;
                }
                Ok(kept)
            })
            .await?;
        self.stale(&[Tag::Agents, Tag::Activity]);
        Ok(Some(ShadowSeen {
            id: row(kept.id),
            chain_id: secs(kept.chain_id),
            account: task.account.address.to_checksum(None),
            what: kept.what,
            outcome: kept.outcome,
            simulation,
        }))
    }

    async fn try_shadowed(&self, task: &Task) -> std::result::Result<Simulated, String> {
        let (network, tokens) = &task.chain;
        let claims = Claims {
            tokens: tokens.iter().map(token_claim).collect(),
            networks: vec![network_claim(network)],
            functions: task.functions.clone(),
        };
        let chains = [network.chain_id];
        let trial = Trial {
            chain_id: network.chain_id,
            account: task.account.spec.clone(),
            calls: task.calls.clone(),
            now: self.now(),
        };
        let state = self.ports().networks.state(network);
        self.simulate(state, trial, &Names::new(&claims, &chains)).await
    }

    pub(crate) async fn is_shadowed(&self, agent: &Agent) -> Result<bool> {
        Ok(self.stored(|s| s.shadowed()).await?.contains(&agent.id))
    }

    /// Nothing is signed, prepared or sent for a watched agent, whichever way it asks.
    pub(super) async fn shadow_refused(&self, agent: &Agent) -> Result<()> {
        if !self.is_shadowed(agent).await? {
            return Ok(());
        }
        let message = format!("{} is in shadow mode.", agent.name);
        let advice = "Nothing was signed or sent. The owner can end shadow mode in Latchkey.";
        Err(Error::new(Code::Policy, message, advice))
    }
}

/// What a trial run said, in one line.
fn outcome(simulated: &Simulated) -> String {
    match &simulated.revert {
        Some(why) => format!("It would have failed. {why}"),
        None => "It would have worked.".to_owned(),
    }
}
