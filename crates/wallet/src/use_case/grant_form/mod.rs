//! The grant form, read: what it would grant, and everything that is wrong with it.
//!
//! Why: the preview beside the form and the grant itself read the same form with the same code.
//! Refuses: to guess; what is missing stays missing and blocks.

mod allow;
mod args;
mod facts;
mod fields;
mod gas;
mod problems;
mod session;
mod wanted;

pub(crate) use facts::Facts;
pub(crate) use problems::Problems;
pub(crate) use wanted::{Wanted, network_claim, token_claim};

use latchkey_core::policy::{
    CallPolicy, CallPolicyVersion, GasPolicy, MAX_U48, Policy, PolicyKind, RateLimitPolicy,
    SignatureCallerPolicy, TimestampPolicy,
};
use latchkey_core::text;

use crate::record::Agent;
use crate::views::GrantForm;

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
    let allowed = allow::read(problems, &form.allow, facts);
    let uses = fields::count(problems, "uses", "uses", &form.uses);
    let spacing = spacing(problems, &form.every_secs);
    let until = until(problems, form.until, facts.now);
    let gas_wei = gas::budget(problems, &form.gas_budget, uses, facts);
    let (agent, session, allowed, uses) = (agent?, session?, allowed?, uses?);
    let limits =
        Limits { uses, spacing: spacing?, until: until?, gas_wei: gas_wei?, now: facts.now };
    let name = text::name_or(&form.name, text::NAME_MAX, &allowed.name);
    Some(Wanted {
        name: text::clean(&name, text::NAME_MAX),
        agent,
        session,
        networks: facts.networks.clone(),
        policies: policies(&allowed, &limits),
        claims: wanted::claims(facts, allowed.function),
    })
}

struct Limits {
    uses: u64,
    spacing: u64,
    until: u64,
    gas_wei: u128,
    now: u64,
}

/// The policies, in the order they are always in; the order is part of the permission id.
fn policies(allowed: &allow::Allowed, limits: &Limits) -> Vec<Policy> {
    let call =
        CallPolicy { version: CallPolicyVersion::V0_0_4, permissions: vec![allowed.entry.clone()] };
    let gas = GasPolicy {
        allowed_wei: limits.gas_wei,
        enforce_paymaster: false,
        allowed_paymaster: alloy_primitives::Address::ZERO,
    };
    let rate = RateLimitPolicy {
        interval: limits.spacing,
        count: limits.uses,
        start_at: if limits.spacing == 0 { 0 } else { limits.now },
        reset: false,
    };
    let time = TimestampPolicy { valid_after: 0, valid_until: limits.until };
    let mut kinds = vec![PolicyKind::Call(call), PolicyKind::Gas(gas), PolicyKind::RateLimit(rate)];
    if limits.until > 0 {
        kinds.push(PolicyKind::Timestamp(time));
    }
    let nobody = SignatureCallerPolicy { allowed_callers: Vec::new() };
    kinds.push(PolicyKind::SignatureCaller(nobody));
    kinds.into_iter().map(Policy::from).collect()
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

/// Seconds between uses; 0 = none.
fn spacing(problems: &mut Problems, said: &str) -> Option<u64> {
    if matches!(said.trim(), "" | "0") {
        return Some(0);
    }
    fields::count(problems, "everySecs", "seconds", said)
}

/// Last second, unix; 0 = no end.
fn until(problems: &mut Problems, until: Option<u32>, now: u64) -> Option<u64> {
    let Some(until) = until.map(u64::from) else { return Some(0) };
    if until <= now || until > MAX_U48 {
        problems.stop("until", "until.past", "This time has passed. Choose a later one.");
        return None;
    }
    Some(until)
}
