//! What the contracts would refuse to install, and what would install but never mean what it says.
//!
//! Why: an approval whose data cannot be installed is a key that fails at its first use, and an
//! entry that a version reads otherwise is worse. Pure; sources: spec 4.1, 4.3 and 4.4.
//! Refuses nothing itself; [`installable`] and [`flaws`] tell.

use std::collections::HashSet;

use super::{
    CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, MAX_U48, ParamRule, Policy,
    PolicyKind,
};

/// Most policies of one permission: 254 entries with the signer (spec 4.1).
pub const MAX_POLICIES: usize = 253;

/// One flaw and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("policy {policy}{}{}: {kind}", place(" entry", *permission), place(" rule", *rule))]
pub struct Flaw {
    /// Policy, from 0.
    pub policy: usize,
    /// Entry of a call policy, from 0.
    pub permission: Option<usize>,
    /// Rule of that entry, from 0.
    pub rule: Option<usize>,
    /// What is wrong.
    pub kind: FlawKind,
}

/// What can be wrong with policies that encode well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FlawKind {
    /// `PolicyDataTooLarge` at install.
    #[error("a permission holds at most {MAX_POLICIES} policies; take some out")]
    TooManyPolicies,
    /// A second policy of the same contract: it keeps one state per permission.
    #[error("this contract is in the list already and takes a permission only once; join the two")]
    SameContractTwice,
    /// `duplicate permissionHash` at install.
    #[error("an earlier entry has the same call type, target and function; join the two")]
    DuplicateEntry,
    /// The condition came with a later version.
    #[error("call policy {0:?} does not know the condition {1:?}; use a later version")]
    UnknownCondition(CallPolicyVersion, Condition),
    /// One word is compared, or three for a slice.
    #[error("the condition takes {expected} words, not {got}")]
    ParamCount {
        /// What install demands.
        expected: usize,
        /// What there is.
        got: usize,
    },
    /// `now + interval` leaves 48 bits, so the resetting rate limit cannot set its first window.
    #[error("the window would end after the last second that 48 bits can name; shorten it")]
    WindowTooLong,
    /// Target zero in 0.0.1: it stands for the zero address, not for any contract.
    #[error("call policy 0.0.1 has no wildcard: target zero is only the zero address")]
    NoWildcard,
    /// Selector zero in 0.0.1: calls without data revert.
    #[error("call policy 0.0.1 refuses every call without data")]
    NoPlainTransfer,
    /// A delegatecall entry up to 0.0.2: the words judged are not those that run.
    #[error("call policy {0:?} judges other bytes of a delegatecall than those that run")]
    DelegateMisread(CallPolicyVersion),
    /// Call type 1: a batch is judged call by call as type 0.
    #[error("an entry of the batch call type never matches anything")]
    NeverMatches,
    /// `4 + offset + 32` leaves 64 bits: the contract panics on every call (Panic 0x11).
    #[error("the rule's offset is so large that every call reverts")]
    OffsetOverflows,
}

impl FlawKind {
    /// Whether install itself reverts, so that the key never comes to life.
    #[must_use]
    pub const fn refuses_install(self) -> bool {
        match self {
            Self::TooManyPolicies
            | Self::SameContractTwice
            | Self::DuplicateEntry
            | Self::UnknownCondition(..)
            | Self::ParamCount { .. }
            | Self::WindowTooLong => true,
            Self::NoWildcard
            | Self::NoPlainTransfer
            | Self::DelegateMisread(_)
            | Self::NeverMatches
            | Self::OffsetOverflows => false,
        }
    }
}

/// Whether the chain would take these policies in a permission that was never installed before.
/// `now_unix_secs` is when it would be installed.
///
/// # Errors
/// The first flaw for which install reverts.
pub fn installable(policies: &[Policy], now_unix_secs: u64) -> Result<(), Flaw> {
    match flaws(policies, now_unix_secs).into_iter().find(|flaw| flaw.kind.refuses_install()) {
        Some(flaw) => Err(flaw),
        None => Ok(()),
    }
}

/// All flaws, in the order of the policies.
#[must_use]
pub fn flaws(policies: &[Policy], now_unix_secs: u64) -> Vec<Flaw> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (place, policy) in policies.iter().enumerate() {
        let mut say = |permission, rule, kind| {
            found.push(Flaw { policy: place, permission, rule, kind });
        };
        if place >= MAX_POLICIES {
            say(None, None, FlawKind::TooManyPolicies);
        }
        if !seen.insert(policy.address()) && policy.kind != PolicyKind::Sudo {
            say(None, None, FlawKind::SameContractTwice);
        }
        match &policy.kind {
            PolicyKind::Call(call) => of_call(call, &mut say),
            PolicyKind::RateLimit(rate) if rate.reset => {
                let end = now_unix_secs.checked_add(rate.interval.min(MAX_U48));
                if end.is_none_or(|end| end > MAX_U48) {
                    say(None, None, FlawKind::WindowTooLong);
                }
            }
            PolicyKind::RateLimit(_)
            | PolicyKind::Gas(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo => {}
        }
    }
    found
}

fn of_call(call: &CallPolicy, say: &mut impl FnMut(Option<usize>, Option<usize>, FlawKind)) {
    let mut keys = HashSet::new();
    for (place, entry) in call.permissions.iter().enumerate() {
        if !keys.insert((entry.call_type, entry.target, entry.selector)) {
            say(Some(place), None, FlawKind::DuplicateEntry);
        }
        for kind in misread(call.version, entry) {
            say(Some(place), None, kind);
        }
        for (number, rule) in entry.rules.iter().enumerate() {
            for kind in of_rule(call.version, rule) {
                say(Some(place), Some(number), kind);
            }
        }
    }
}

fn misread(version: CallPolicyVersion, entry: &CallPermission) -> Vec<FlawKind> {
    let mut kinds = Vec::new();
    if entry.target.is_zero() && !version.has_wildcard() {
        kinds.push(FlawKind::NoWildcard);
    }
    if entry.selector.is_zero() && !version.has_plain_transfers() {
        kinds.push(FlawKind::NoPlainTransfer);
    }
    match entry.call_type {
        CallType::Delegate if !version.reads_delegatecall() => {
            kinds.push(FlawKind::DelegateMisread(version));
        }
        CallType::Batch => kinds.push(FlawKind::NeverMatches),
        CallType::Call | CallType::Delegate => {}
    }
    kinds
}

fn of_rule(version: CallPolicyVersion, rule: &ParamRule) -> Vec<FlawKind> {
    let mut kinds = Vec::new();
    let got = rule.params.len();
    if !version.knows(rule.condition) {
        kinds.push(FlawKind::UnknownCondition(version, rule.condition));
    } else if let Some(expected) = params_of(rule.condition)
        && expected != got
    {
        kinds.push(FlawKind::ParamCount { expected, got });
    }
    if rule.offset.checked_add(36).is_none() {
        kinds.push(FlawKind::OffsetOverflows);
    }
    kinds
}

/// How many words a condition takes; `None` = any number.
const fn params_of(condition: Condition) -> Option<usize> {
    match condition {
        Condition::Equal
        | Condition::GreaterThan
        | Condition::LessThan
        | Condition::GreaterThanOrEqual
        | Condition::LessThanOrEqual
        | Condition::NotEqual => Some(1),
        Condition::OneOf => None,
        Condition::SliceEqual => Some(3),
    }
}

fn place(name: &str, number: Option<usize>) -> String {
    number.map_or_else(String::new, |number| format!("{name} {number}"))
}

#[cfg(test)]
#[path = "installable_tests.rs"]
mod tests;
