//! The narrowest policies that let some calls through: learn from what an agent tried, then lock.
//!
//! Why: nobody can write down what an agent will need, but everybody can look at what it asked for.
//! One entry for each function of each contract (spec 4.4), every word that did not vary fixed, the
//! amounts at most the largest seen, so many operations as were seen, an end, no messages (spec 4.3,
//! 12.1).
//! Refuses: wildcards. Calls that no call policy can let through stay out; [`would_refuse`] names
//! them.

mod refuse;
mod words;

#[cfg(test)]
mod tests;

use alloy_primitives::{Address, Bytes, FixedBytes, U256};

use crate::{
    lint::{
        PROPOSED_LIFE_SECS,
        defaults::{Chosen, safe},
    },
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, MAX_U48, Policy, PolicyKind,
        RateLimitPolicy,
    },
};

pub use refuse::{Refused, would_refuse};

/// A call that an agent wanted to make; nothing was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenCall {
    /// On which chain.
    pub chain_id: u64,
    /// Contract or recipient.
    pub to: Address,
    /// Native coin sent along, wei.
    pub value: U256,
    /// Calldata, the selector first; empty for a plain payment.
    pub data: Bytes,
    /// When, unix seconds.
    pub at_secs: u64,
}

/// The policies, to begin at `now` (unix seconds). They hold on each chain alike. Without a gas
/// budget: what gas will cost is not to be seen in calls.
#[must_use]
pub fn narrowest(calls: &[SeenCall], now: u64) -> Vec<Policy> {
    let until = now.saturating_add(PROPOSED_LIFE_SECS).min(MAX_U48);
    let mut groups: Vec<(Key, Vec<&SeenCall>)> = Vec::new();
    for call in calls {
        let Some(key) = key(call) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(call),
            None => groups.push((key, vec![call])),
        }
    }
    let permissions = groups.iter().map(|(key, group)| entry(*key, group, until)).collect();
    let version = CallPolicyVersion::V0_0_4;
    let count = rounded(calls.len());
    let policies = [
        PolicyKind::Call(CallPolicy { version, permissions }).into(),
        PolicyKind::RateLimit(RateLimitPolicy { interval: 0, count, start_at: 0, reset: false })
            .into(),
    ];
    safe(&policies, &Chosen { now, messages: false, endless: false })
}

/// The chains the calls were for, each once, in the order they came.
#[must_use]
pub fn chains(calls: &[SeenCall]) -> Vec<u64> {
    let mut chains = Vec::new();
    for call in calls {
        if !chains.contains(&call.chain_id) {
            chains.push(call.chain_id);
        }
    }
    chains
}

/// Target and selector.
type Key = (Address, FixedBytes<4>);

/// What an entry would be for; `None` where none could be: one to three bytes are no function, and
/// target zero stands for any contract.
fn key(call: &SeenCall) -> Option<Key> {
    let selector = if call.data.is_empty() {
        FixedBytes::ZERO
    } else {
        FixedBytes::from(*call.data.first_chunk::<4>()?)
    };
    (!call.to.is_zero()).then_some((call.to, selector))
}

fn entry((target, selector): Key, group: &[&SeenCall], until: u64) -> CallPermission {
    let most = group.iter().map(|call| call.value).max();
    CallPermission {
        call_type: CallType::Call,
        target,
        selector,
        value_limit: most.unwrap_or_default(),
        rules: words::rules(selector, group, until),
    }
}

/// A little room: the next of 5, 10, 20, 50, 100 …
fn rounded(count: usize) -> u64 {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    let mut scale = 1_u64;
    loop {
        for step in [5, 10, 20] {
            let room = scale.saturating_mul(step);
            if room >= count {
                return room.min(MAX_U48);
            }
        }
        scale = scale.saturating_mul(10);
    }
}
