//! What nobody should have to ask for, put into a list of policies.
//!
//! Why: a person says what the key is for; an end, silence, a start for a spacing and one entry for
//! each function (spec 4.3, 4.4, 12.1) are there unless the person decides otherwise.
//! Refuses: to widen. Only two entries for one function, which could never be installed, become one
//! that allows what either did, and only where one entry can say just that.

use super::{PROPOSED_LIFE_SECS, fix, fix::Fix};
use crate::{
    diff::at_least_as_strict,
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, MAX_U48, ParamRule,
        Policy, PolicyKind, describe::summary::Summary,
    },
};

/// What the person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Unix seconds.
    pub now: u64,
    /// The key is to sign messages, as the policies say, for anybody if they say nothing.
    pub messages: bool,
    /// The key is to have no end unless the policies have one.
    pub endless: bool,
}

/// The policies with what is safe put in. Doing it again changes nothing.
#[must_use]
pub fn safe(policies: &[Policy], chosen: &Chosen) -> Vec<Policy> {
    let mut list = policies.to_vec();
    for policy in &mut list {
        match &mut policy.kind {
            PolicyKind::Call(call) => tidy(call),
            PolicyKind::RateLimit(rate) if !rate.reset && rate.interval > 0 => {
                if rate.start_at == 0 {
                    rate.start_at = chosen.now.min(MAX_U48);
                }
            }
            PolicyKind::RateLimit(_)
            | PolicyKind::Gas(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo => {}
        }
    }
    let (ends, begins, silent) = {
        let summary = Summary::of(&list);
        (summary.until.is_some(), summary.from, summary.message_callers.is_some())
    };
    if !ends && !chosen.endless {
        let begins = begins.map_or(chosen.now, |from| from.max(chosen.now));
        let until = begins.saturating_add(PROPOSED_LIFE_SECS).min(MAX_U48);
        list = fix::apply(&list, &Fix::EndBy { until });
    }
    if !silent && !chosen.messages {
        list = fix::apply(&list, &Fix::RefuseMessages);
    }
    list
}

/// Ordinary calls, and one entry for each function of each contract.
fn tidy(call: &mut CallPolicy) {
    for entry in &mut call.permissions {
        if entry.call_type == CallType::Batch {
            // A batch is judged call by call.
            entry.call_type = CallType::Call;
        }
    }
    // One that took another in may now take in a third.
    while unite(call) {}
}

/// Whether two entries became one.
fn unite(call: &mut CallPolicy) -> bool {
    let before = call.permissions.len();
    let mut once: Vec<CallPermission> = Vec::new();
    for entry in call.permissions.drain(..) {
        let key = |p: &CallPermission| (p.call_type, p.target, p.selector);
        let mut same = once.iter_mut().filter(|other| key(other) == key(&entry));
        let joined = same.find_map(|other| {
            let both = either(call.version, other, &entry)?;
            *other = both;
            Some(())
        });
        if joined.is_none() {
            once.push(entry);
        }
    }
    call.permissions = once;
    call.permissions.len() < before
}

/// The entry that allows what either does and nothing else, if there is one.
fn either(
    version: CallPolicyVersion,
    one: &CallPermission,
    other: &CallPermission,
) -> Option<CallPermission> {
    let alone = |entry: &CallPermission| -> Policy {
        PolicyKind::Call(CallPolicy { version, permissions: vec![entry.clone()] }).into()
    };
    if at_least_as_strict(&alone(other), &alone(one)) {
        return Some(one.clone());
    }
    if at_least_as_strict(&alone(one), &alone(other)) {
        return Some(other.clone());
    }
    let may = version.knows(Condition::OneOf)
        && one.value_limit == other.value_limit
        && one.rules.len() == other.rules.len();
    if !may {
        return None;
    }
    let only = |these: &[ParamRule], those: &[ParamRule]| -> Vec<ParamRule> {
        these.iter().filter(|rule| !those.contains(rule)).cloned().collect()
    };
    let (mine, theirs) = (only(&one.rules, &other.rules), only(&other.rules, &one.rules));
    let ([mine], [theirs]) = (mine.as_slice(), theirs.as_slice()) else { return None };
    let list = named_by_either(mine, theirs)?;
    let rules = one.rules.iter().map(|rule| if rule == mine { list.clone() } else { rule.clone() });
    Some(CallPermission { rules: rules.collect(), ..one.clone() })
}

/// Two lists of values for one word as one list.
fn named_by_either(mine: &ParamRule, theirs: &ParamRule) -> Option<ParamRule> {
    let names = |rule: &ParamRule| {
        rule.condition == Condition::OneOf
            || rule.condition == Condition::Equal && rule.params.len() == 1
    };
    if mine.offset != theirs.offset || !names(mine) || !names(theirs) {
        return None;
    }
    let mut params = mine.params.clone();
    params.extend(theirs.params.iter().filter(|word| !mine.params.contains(word)));
    Some(ParamRule { condition: Condition::OneOf, offset: mine.offset, params })
}
