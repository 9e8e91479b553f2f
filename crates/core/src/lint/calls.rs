//! Findings about a call policy as a list: what never matches, what bundlers refuse, what batches do.
//!
//! Why: such a key looks granted and never works, or allows more than its numbers say (spec 4.4,
//! 12.1, 12.2). What the chain would not install is [`super::whole`]'s to say.
//! Refuses: nothing.

use super::{EntryPlace, Finding, Fix, Rule, entry::removable, functions, words};
use crate::policy::{
    CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, ParamRule, Policy,
    PolicyKind,
};

/// Storage slots of one entry beyond which strict bundlers refuse (spec 12.4), in bytes.
const LARGEST_ENTRY: usize = 128 * 32;

pub(super) fn findings(place: usize, call: &CallPolicy, policies: &[Policy]) -> Vec<Finding> {
    let mut out = Vec::new();
    let idle = |entry: &CallPermission| never_matches(call.version, entry);
    if call.permissions.iter().all(idle) {
        out.push(Finding::new(Rule::NothingAllowed).at(EntryPlace::policy(place)));
    }
    for (number, entry) in call.permissions.iter().enumerate() {
        let at = EntryPlace::entry(place, number);
        if idle(entry) {
            let fix = (call.permissions.len() > 1 && removable(call, number, entry))
                .then_some(Fix::RemoveEntry { at });
            out.push(Finding::new(Rule::IdleEntry).at(at).fix(fix));
        }
        out.extend(words::findings(at, entry));
        if size(call.version, entry) > LARGEST_ENTRY {
            out.push(Finding::new(Rule::LargeEntry).at(at));
        }
    }
    out.extend(version(place, call, policies));
    if call.permissions.iter().any(moves_value) {
        out.push(Finding::new(Rule::UnboundedBatch).at(EntryPlace::policy(place)));
    }
    out
}

/// No call at all can pass it.
pub(super) fn never_matches(version: CallPolicyVersion, entry: &CallPermission) -> bool {
    let never = |rule: &ParamRule| {
        rule.offset.checked_add(36).is_none()
            || rule.condition == Condition::OneOf && rule.params.is_empty()
    };
    matches!(entry.call_type, CallType::Batch)
        || entry.target.is_zero() && !version.has_wildcard()
        || entry.selector.is_zero() && !version.has_plain_transfers()
        || entry.rules.iter().any(never)
}

fn moves_value(entry: &CallPermission) -> bool {
    let known = functions::money(entry.selector).is_some();
    matches!(entry.call_type, CallType::Call) && (known || !entry.value_limit.is_zero())
}

fn size(version: CallPolicyVersion, entry: &CallPermission) -> usize {
    CallPolicy { version, permissions: vec![entry.clone()] }.encode().len()
}

fn version(place: usize, call: &CallPolicy, policies: &[Policy]) -> Option<Finding> {
    let slices = needs_slices(call);
    let rule = match call.version {
        CallPolicyVersion::V0_0_1 | CallPolicyVersion::V0_0_2 | CallPolicyVersion::V0_0_3 => {
            Rule::OldCallPolicy
        }
        CallPolicyVersion::V0_0_5 if !slices => Rule::NewCallPolicy,
        CallPolicyVersion::V0_0_4 | CallPolicyVersion::V0_0_5 => return None,
    };
    let fix = move_to(place, call, CallPolicyVersion::V0_0_4, policies);
    Some(Finding::new(rule).at(EntryPlace::policy(place)).fix(fix.filter(|_| !slices)))
}

/// Whether a rule compares a part of an argument.
pub(super) fn needs_slices(call: &CallPolicy) -> bool {
    let rules = call.permissions.iter().flat_map(|entry| &entry.rules);
    rules.into_iter().any(|rule| rule.condition == Condition::SliceEqual)
}

/// The same list under another version, where both read every entry alike and no other call policy
/// is there to clash with.
pub(super) fn move_to(
    policy: usize,
    call: &CallPolicy,
    version: CallPolicyVersion,
    policies: &[Policy],
) -> Option<Fix> {
    let alike = |entry: &CallPermission| {
        let delegate = matches!(entry.call_type, CallType::Delegate);
        (!delegate || call.version.reads_delegatecall())
            && (!entry.target.is_zero() || call.version.has_wildcard())
            && (!entry.selector.is_zero() || call.version.has_plain_transfers())
    };
    let lists = policies.iter().filter(|p| matches!(p.kind, PolicyKind::Call(_))).count();
    let safe = lists == 1 && call.permissions.iter().all(alike);
    safe.then_some(Fix::UseVersion { policy, version })
}
