//! The grant form, read: what it would grant, and everything that is wrong with it.
//!
//! Why: the preview beside the form and the grant itself read the same form with the same code.
//! Refuses: to guess; what is missing stays missing and blocks.

mod allow;
mod args;
mod everything;
mod facts;
mod fields;
mod gas;
mod limits;
mod of_policies;
mod problems;
mod session;
#[cfg(test)]
mod tests;
mod wanted;

pub(crate) use facts::Facts;
pub(crate) use gas::{FIRST_USE_GAS, LATER_USE_GAS};
pub(crate) use of_policies::{Known, Parts, parts};
pub(crate) use problems::Problems;
pub(crate) use wanted::{Wanted, network_claim, token_claim};

use latchkey_core::policy::{CallPolicy, CallPolicyVersion, Condition, Policy, PolicyKind};
use latchkey_core::text;

use crate::record::Agent;
use crate::views::GrantForm;
use allow::Allowed;
use limits::Limits;

/// Reads a form. `Wanted` is there when nothing blocks.
pub(crate) fn read(form: &GrantForm, facts: &Facts) -> (Option<Wanted>, Problems) {
    let mut problems = Problems::default();
    let wanted = whole(&mut problems, form, facts);
    let wanted = wanted.filter(|_| problems.pass());
    (wanted, problems)
}

fn whole(problems: &mut Problems, form: &GrantForm, facts: &Facts) -> Option<Wanted> {
    let agent = agent(problems, form, facts);
    let session = session::read(problems, &form.session, facts);
    networks(problems, form, facts);
    let allowed = calls(problems, form, facts);
    let limits = limits::read(problems, form, facts);
    let (agent, session, allowed, limits) = (agent?, session?, allowed?, limits?);
    let parts = allowed.parts();
    let name = text::name_or(&form.name, text::NAME_MAX, &allow::name(parts));
    let functions = parts.iter().filter_map(|part| part.function.clone()).collect();
    Some(Wanted {
        name: text::clean(&name, text::NAME_MAX),
        agent,
        session,
        networks: facts.networks.clone(),
        policies: policies(&allowed, limits),
        places: places(parts),
        claims: wanted::claims(facts, functions),
    })
}

/// What it may do.
enum Calls {
    /// These.
    Listed(Vec<Allowed>),
    /// Anything the account can.
    Everything,
}

impl Calls {
    fn parts(&self) -> &[Allowed] {
        match self {
            Self::Listed(parts) => parts,
            Self::Everything => &[],
        }
    }

    fn kind(&self) -> PolicyKind {
        let Self::Listed(parts) = self else { return PolicyKind::Sudo };
        let permissions: Vec<_> = parts.iter().flat_map(|part| part.entries.clone()).collect();
        let mut rules = permissions.iter().flat_map(|entry| &entry.rules);
        let sliced = rules.any(|rule| rule.condition == Condition::SliceEqual);
        let version = if sliced { CallPolicyVersion::V0_0_5 } else { CallPolicyVersion::V0_0_4 };
        PolicyKind::Call(CallPolicy { version, permissions })
    }
}

fn calls(problems: &mut Problems, form: &GrantForm, facts: &Facts) -> Option<Calls> {
    if form.everything.trim().is_empty() {
        return allow::read(problems, &form.allow, facts).map(Calls::Listed);
    }
    everything::unlocked(problems, form).then_some(Calls::Everything)
}

/// The policies, in the order they are always in; the order is part of the permission id.
fn policies(calls: &Calls, limits: Limits) -> Vec<Policy> {
    std::iter::once(calls.kind()).chain(limits.kinds()).map(Policy::from).collect()
}

fn places(allowed: &[Allowed]) -> Vec<usize> {
    let parts = allowed.iter().enumerate();
    parts.flat_map(|(place, part)| part.entries.iter().map(move |_| place)).collect()
}

fn agent(problems: &mut Problems, form: &GrantForm, facts: &Facts) -> Option<Agent> {
    let Some(id) = form.agent_id else {
        problems.stop("agentId", "agent.missing", "Choose the agent that gets the key.");
        return None;
    };
    let found = facts.agents.iter().find(|agent| agent.id == i64::from(id));
    if found.is_none() {
        problems.stop("agentId", "agent.unknown", "This agent was removed. Choose another.");
    }
    found.cloned()
}

fn networks(problems: &mut Problems, form: &GrantForm, facts: &Facts) {
    if form.chain_ids.is_empty() {
        problems.stop("chainIds", "networks.missing", "Choose at least one network.");
    }
    let known = |id: &u32| facts.networks.iter().any(|n| n.chain_id == u64::from(*id));
    if let Some(unknown) = form.chain_ids.iter().find(|id| !known(id)) {
        let text = format!("Chain {unknown} is not among the networks. Add it in Settings first.");
        problems.stop("chainIds", "networks.unknown", text);
    }
}
