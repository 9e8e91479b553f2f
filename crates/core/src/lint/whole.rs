//! Findings about the list of policies as a whole: what is missing, and what cannot be installed.
//!
//! Why: what is missing is as telling as what is there (spec 12.1), and a key that the contracts
//! refuse to install (spec 4.1, 4.3, 4.4) fails at its first use.
//! Refuses: nothing.

use super::{
    Context, EntryPlace, Finding, Fix, Rule, calls,
    fix::{intersect, join},
};
use crate::policy::{
    CallPolicyVersion, Condition, Flaw, FlawKind, Policy, PolicyKind,
    describe::summary::{Summary, binds_messages, binds_operations},
    flaws,
};

pub(super) fn findings(
    policies: &[Policy],
    summary: &Summary<'_>,
    context: &Context<'_>,
) -> Vec<Finding> {
    let mut out = Vec::new();
    for (place, _) in policies.iter().enumerate().filter(|(_, p)| p.kind == PolicyKind::Sudo) {
        let fix = Fix::RemovePolicy { policy: place };
        out.push(Finding::new(Rule::Sudo).at(EntryPlace::policy(place)).fix(fix));
    }
    if summary.calls.is_empty() {
        out.push(Finding::new(Rule::NoCallPolicy));
    }
    out.extend(two_lists(policies));
    out.extend(switched_off(policies));
    let now = context.now.unwrap_or_default();
    out.extend(flaws(policies, now).iter().filter_map(|flaw| of_flaw(policies, flaw)));
    out.extend(messages(policies, summary));
    out
}

/// Every call policy after the first, whatever their versions.
fn two_lists(policies: &[Policy]) -> Vec<Finding> {
    let is_list = |(place, policy): (usize, &Policy)| {
        matches!(policy.kind, PolicyKind::Call(_)).then_some(place)
    };
    let places: Vec<usize> = policies.iter().enumerate().filter_map(is_list).collect();
    let Some((first, later)) = places.split_first() else { return Vec::new() };
    let finding = |second: &usize| {
        let joined = intersect(policies.get(*first)?, policies.get(*second)?);
        let fix = joined.map(|_| Fix::KeepWhatBothAllow { first: *first, second: *second });
        Some(Finding::new(Rule::TwoCallPolicies).at(EntryPlace::policy(*second)).fix(fix))
    };
    later.iter().filter_map(finding).collect()
}

/// A flag matters on the path that its policy limits: messages for the signature callers,
/// operations for all others.
fn switched_off(policies: &[Policy]) -> Vec<Finding> {
    let off = |policy: &Policy| match policy.kind {
        PolicyKind::SignatureCaller(_) => !binds_messages(policy),
        PolicyKind::Call(_)
        | PolicyKind::Gas(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::Sudo => !binds_operations(policy),
    };
    let places = policies.iter().enumerate().filter(|(_, policy)| off(policy));
    let finding = |(place, _): (usize, &Policy)| {
        let fix = Fix::ClearFlag { policy: place };
        Finding::new(Rule::SwitchedOff).at(EntryPlace::policy(place)).fix(fix)
    };
    places.map(finding).collect()
}

/// The flaws that install refuses. Entries that merely never match are [`calls`]'s to say.
fn of_flaw(policies: &[Policy], flaw: &Flaw) -> Option<Finding> {
    let at = EntryPlace { policy: flaw.policy, entry: flaw.permission, rule: flaw.rule };
    let policy = policies.get(flaw.policy)?;
    let (rule, fix) = match flaw.kind {
        FlawKind::TooManyPolicies => (Rule::TooManyPolicies, None),
        FlawKind::SameContractTwice if matches!(policy.kind, PolicyKind::Call(_)) => return None,
        FlawKind::SameContractTwice => (Rule::TwoOfAKind, joining(policies, flaw.policy)),
        FlawKind::DuplicateEntry => {
            // The first of two for the same function is the one that counts.
            (Rule::DuplicateEntry, Some(Fix::RemoveEntry { at }))
        }
        FlawKind::UnknownCondition(_, condition) => {
            (Rule::UnknownCondition, later_version(policies, flaw.policy, condition))
        }
        FlawKind::ParamCount { .. } => (Rule::BadRule, None),
        FlawKind::WindowTooLong => (Rule::WindowTooLong, None),
        FlawKind::NoWildcard
        | FlawKind::NoPlainTransfer
        | FlawKind::DelegateMisread(_)
        | FlawKind::NeverMatches
        | FlawKind::OffsetOverflows => return None,
    };
    Some(Finding::new(rule).at(at).fix(fix))
}

/// The earlier policy of the same contract and this one as one, where one can say what both say.
fn joining(policies: &[Policy], second: usize) -> Option<Fix> {
    let later = policies.get(second)?;
    let first = policies.iter().position(|before| before.address() == later.address())?;
    join(policies.get(first)?, later).map(|_| Fix::JoinPolicies { first, second })
}

fn later_version(policies: &[Policy], policy: usize, condition: Condition) -> Option<Fix> {
    let PolicyKind::Call(call) = &policies.get(policy)?.kind else { return None };
    let slices = calls::needs_slices(call) || condition == Condition::SliceEqual;
    let version = if slices { CallPolicyVersion::V0_0_5 } else { CallPolicyVersion::V0_0_4 };
    calls::move_to(policy, call, version, policies)
}

fn messages(policies: &[Policy], summary: &Summary<'_>) -> Option<Finding> {
    let rule = match &summary.message_callers {
        None => Rule::Messages,
        Some(callers) if callers.is_empty() => return None,
        Some(_) => Rule::MessagesForSome,
    };
    // A list that is switched off has its own finding, whose fix comes first.
    let off = policies
        .iter()
        .any(|p| matches!(p.kind, PolicyKind::SignatureCaller(_)) && !binds_messages(p));
    Some(Finding::new(rule).fix((!off).then_some(Fix::RefuseMessages)))
}
