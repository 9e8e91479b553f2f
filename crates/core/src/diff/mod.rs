//! What changes when a key takes the place of another: rules that come, go and stay, and whether the
//! new key can do anything that the old one could not.
//!
//! Why: a person who approves "the same key again" must not have to find the one number that grew.
//! Every policy must agree to an operation (spec 4.3), so the new key is no wider where each old policy has a
//! new one beside it that is at least as strict.
//! Refuses: to call something "no wider" on a guess; what cannot be compared counts as wider.

mod examples;
pub(crate) mod probes;
mod scene;
mod strict;
#[cfg(test)]
mod tests;

use crate::{
    language::table::diff as words,
    names::Names,
    policy::{GasPolicy, Policy, PolicyKind, RateLimitPolicy, describe},
};

pub use examples::Example;
pub use scene::Scene;
pub use strict::at_least_as_strict;

/// The difference in words, each list in the order of the policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Where the new key may do more: one sentence for each old limit that is gone or looser.
    pub wider: Vec<String>,
    /// Rules that the old key did not have.
    pub new: Vec<String>,
    /// Rules of the old key that are gone.
    pub gone: Vec<String>,
    /// Rules of both.
    pub same: Vec<String>,
    /// Budgets that begin anew.
    pub anew: Vec<String>,
    /// Operations that only one of the two lets through: first what becomes allowed, then what stops.
    pub examples: Vec<Example>,
}

/// From the old key's policies to the new one's.
#[must_use]
pub fn between(old: &[Policy], new: &[Policy], names: &Names<'_>) -> Diff {
    let (before, after) = (describe::rules(old, names), describe::rules(new, names));
    let only = |these: &[String], those: &[String]| {
        these.iter().filter(|rule| !those.contains(rule)).cloned().collect()
    };
    Diff {
        wider: old.iter().filter_map(|limit| wider(limit, new, names)).collect(),
        new: only(&after, &before),
        gone: only(&before, &after),
        same: after.iter().filter(|rule| before.contains(rule)).cloned().collect(),
        anew: new.iter().filter_map(|policy| anew(policy, names)).collect(),
        examples: examples::find(old, new, names),
    }
}

/// What is looser than an old limit; `None` when some new policy is at least as strict.
fn wider(old: &Policy, new: &[Policy], names: &Names<'_>) -> Option<String> {
    if new.iter().any(|policy| at_least_as_strict(policy, old)) {
        return None;
    }
    let same_kind = |policy: &&Policy| {
        std::mem::discriminant(&policy.kind) == std::mem::discriminant(&old.kind)
    };
    let now: Vec<Policy> = new.iter().filter(same_kind).cloned().collect();
    let (before, after) =
        (describe::rules(std::slice::from_ref(old), names), describe::rules(&now, names));
    let only = |these: &[String], those: &[String]| {
        let gone = these.iter().filter(|rule| !those.contains(rule)).cloned();
        gone.collect::<Vec<_>>().join(" ")
    };
    // Only what differs: the one number that grew must not hide among the rules that stay.
    Some(match (only(&before, &after), only(&after, &before)) {
        (was, now) if now.is_empty() => names.say(&words::WIDER_GONE, &[("was", was.into())]),
        (was, now) if was.is_empty() => names.say(&words::WIDER_NEW, &[("now", now.into())]),
        (was, now) => names.say(&words::WIDER, &[("was", was.into()), ("now", now.into())]),
    })
}

/// A budget counts from the moment its key is installed, whatever the old key has used.
fn anew(policy: &Policy, names: &Names<'_>) -> Option<String> {
    match &policy.kind {
        PolicyKind::Gas(GasPolicy { .. }) => Some(names.say(&words::GAS_ANEW, &[])),
        PolicyKind::RateLimit(RateLimitPolicy { reset: false, .. }) => {
            Some(names.say(&words::USES_ANEW, &[]))
        }
        PolicyKind::RateLimit(RateLimitPolicy { reset: true, .. })
        | PolicyKind::Call(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => None,
    }
}
