//! A fix takes its finding away, leaves no graver one, and lets through nothing new.

use proptest::prelude::*;

use super::*;
use crate::diff::{Scene, at_least_as_strict, probes::probes};

#[test]
fn a_fix_at_a_place_that_is_not_there_changes_nothing() {
    let at = EntryPlace::entry(9, 9);
    for fix in [
        Fix::RemovePolicy { policy: 9 },
        Fix::RemoveEntry { at },
        Fix::RemoveEntry { at: EntryPlace::entry(0, 9) },
        Fix::ClearFlag { policy: 9 },
        Fix::KeepWhatBothAllow { first: 0, second: 9 },
        Fix::JoinPolicies { first: 1, second: 2 },
        Fix::UseVersion { policy: 1, version: CallPolicyVersion::V0_0_5 },
        Fix::CountForLife { policy: 0, count: 1 },
        Fix::StartAt { policy: 0, start_at: 1 },
        Fix::DropPaymaster { policy: 0 },
    ] {
        assert_eq!(fix::apply(&good(), &fix), good(), "{fix:?}");
        assert!(!fix.label().is_empty());
    }
}

#[test]
fn what_is_missing_is_put_in() {
    let bare = [good()[0].clone()];
    let mut fixed = bare.to_vec();
    for finding in findings(&bare, &here()) {
        if let Some(fix) = finding.fix {
            fixed = fix::apply(&fixed, &fix);
        }
    }
    assert_eq!(rules_of(&fixed), [Rule::UnboundedBatch]);
    assert!(bare.iter().all(|old| fixed.iter().any(|new| at_least_as_strict(new, old))));
    assert!(fixed.contains(&time(0, NOW + PROPOSED_LIFE_SECS)));
}

fn any_entry() -> impl Strategy<Value = CallPermission> {
    let selector = prop::sample::select(vec![
        0xa905_9cbb_u32,
        0x095e_a7b3,
        0x3950_9351,
        0xe9ae_5c53,
        0x04e4_5aaf,
        0,
        1,
    ]);
    let target = prop::sample::select(vec![
        TOKEN,
        TOKEN,
        BOB,
        ACCOUNT,
        Address::ZERO,
        crate::chain::CREATE_CALL,
    ]);
    let kind = prop::sample::select(vec![
        CallType::Call,
        CallType::Call,
        CallType::Call,
        CallType::Batch,
        CallType::Delegate,
    ]);
    let rule = prop::sample::select(vec![
        to_bob(0),
        at_most(32, 25),
        at_most(32, 0),
        ParamRule { condition: Condition::OneOf, ..to_bob(0) },
        ParamRule { condition: Condition::OneOf, offset: 0, params: vec![] },
        ParamRule { condition: Condition::NotEqual, ..to_bob(0) },
        ParamRule { condition: Condition::SliceEqual, ..to_bob(0) },
        ParamRule { params: vec![], ..to_bob(0) },
        ParamRule { offset: u64::MAX, ..to_bob(0) },
        ParamRule { offset: 5, ..to_bob(0) },
    ]);
    let value = prop::sample::select(vec![U256::ZERO, U256::from(5), U256::MAX]);
    (selector, target, kind, prop::collection::vec(rule, 0..3), value).prop_map(
        |(selector, target, call_type, rules, value_limit)| CallPermission {
            call_type,
            target,
            value_limit,
            ..calling(selector, rules)
        },
    )
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let flags = vec![PolicyFlag::All, PolicyFlag::All, PolicyFlag::All, PolicyFlag::Neither];
    let version = prop::sample::select(CallPolicyVersion::ALL.to_vec());
    let entries = || prop::collection::vec(any_entry(), 0..4);
    let payer = || prop::sample::select(vec![Address::ZERO, BOB]);
    let time = || prop::sample::select(vec![0, NOW - 9, NOW, NOW + 9, NOW + 99 * 366 * 86_400]);
    let count = || prop::sample::select(vec![0, 1, 3, 2_000_000]);
    let span = prop::sample::select(vec![0, 60, crate::policy::MAX_U48]);
    let kind = prop_oneof![
        3 => (version, entries()).prop_map(|(version, permissions)| list(version, permissions)),
        2 => (prop::sample::select(vec![0_u128, 5, 5_000]), any::<bool>(), payer())
            .prop_map(|(wei, enforce, payer)| gas(wei, enforce, payer)),
        2 => (time(), time()).prop_map(|(from, until)| super::time(from, until)),
        2 => (span, count(), time(), any::<bool>()).prop_map(|(span, count, start, reset)| {
            rate(span, count, if reset { 0 } else { start }, reset)
        }),
        2 => prop::sample::select(vec![vec![], vec![BOB], vec![BOB, TOKEN]]).prop_map(callers),
        1 => Just(PolicyKind::Sudo.into()),
    ];
    (kind, prop::sample::select(flags)).prop_map(|(policy, flag)| Policy { flag, ..policy })
}

/// How many findings there are of each rule.
fn counted(found: &[Finding], rule: Rule) -> usize {
    found.iter().filter(|finding| finding.rule == rule).count()
}

/// Every operation on the edge of either list that the fixed key lets through, the old one does.
fn is_no_wider(old: &[Policy], new: &[Policy]) -> Result<(), TestCaseError> {
    let covered = |policy: &Policy| new.iter().any(|now| at_least_as_strict(now, policy));
    if old.iter().all(covered) {
        return Ok(());
    }
    let (before, after) = (Summary::of(old), Summary::of(new));
    let calls: Vec<&CallPolicy> = before.calls.iter().chain(&after.calls).copied().collect();
    for probe in probes(&calls) {
        for at in [0, NOW - 9, NOW, NOW + 9, NOW + 100 * 366 * 86_400] {
            for (payer, wei) in [(None, 0), (Some(BOB), 0), (None, 5), (None, 5_000)] {
                let scene = Scene { gas_wei: wei, ..Scene::new(&probe, at, payer) };
                prop_assert!(!scene.passes(new) || scene.passes(old), "{scene:?}");
            }
        }
    }
    Ok(())
}

/// Two rate limits of one contract cannot be told from one by the check, which keeps one counter.
fn counts_twice(policies: &[Policy]) -> bool {
    policies.iter().filter(|p| matches!(p.kind, PolicyKind::RateLimit(_))).count() > 1
}

proptest! {
    #[test]
    fn a_fix_takes_its_finding_away_and_leaves_nothing_worse(
        policies in prop::collection::vec(any_policy(), 0..6),
        balance in prop::sample::select(vec![None, Some(0_u64), Some(3)]),
    ) {
        let facts = ChainFacts { balance: balance.map(U256::from), ..ChainFacts::default() };
        let chains = [facts];
        let context = Context { chains: &chains, ..here() };
        let before = findings(&policies, &context);
        for finding in &before {
            let Some(fix) = &finding.fix else { continue };
            let fixed = fix::apply(&policies, fix);
            let after = findings(&fixed, &context);
            let (was, is) = (counted(&before, finding.rule), counted(&after, finding.rule));
            prop_assert!(is < was, "{fix:?} leaves {:?}: {:?}", finding.rule, fixed);
            for rule in Rule::ALL.iter().filter(|rule| rule.severity() > finding.severity) {
                let (was, is) = (counted(&before, *rule), counted(&after, *rule));
                prop_assert!(is <= was, "{fix:?} brings {rule:?}: {fixed:?}");
            }
            if !counts_twice(&policies) {
                is_no_wider(&policies, &fixed)?;
            }
            prop_assert!(!finding.text.contains('{'), "{}", finding.text);
        }
    }
}

#[test]
fn two_lists_become_what_both_allow() {
    let three = CallPolicyVersion::V0_0_3;
    let to_anybody = calling(0xa905_9cbb, vec![at_most(32, 5)]);
    let both = and(list(three, vec![to_anybody, calling(1, vec![])]));
    let found = findings(&both, &here());
    let two = found.iter().find(|finding| finding.rule == Rule::TwoCallPolicies).unwrap();
    let fixed = fix::apply(&both, two.fix.as_ref().unwrap());
    let rules = vec![to_bob(0), at_most(32, 25), at_most(32, 5)];
    let joined = list(CallPolicyVersion::V0_0_4, vec![calling(0xa905_9cbb, rules)]);
    assert_eq!(fixed, changed(0, joined));
    let apart = and(list(three, vec![calling(1, vec![])]));
    let found = findings(&apart, &here());
    let two = found.iter().find(|finding| finding.rule == Rule::TwoCallPolicies).unwrap();
    assert_eq!(two.fix, None, "nothing is in both");
}

/// Two entries for one function, or one that never matches, become what either says.
fn is_tidy(policies: &[Policy]) -> bool {
    let call = |policy: &Policy| match &policy.kind {
        PolicyKind::Call(call) => {
            let key = |p: &CallPermission| (p.call_type, p.target, p.selector);
            let alone = |p: &CallPermission| {
                call.permissions.iter().filter(|other| key(other) == key(p)).count() == 1
            };
            call.permissions.iter().all(|p| p.call_type != CallType::Batch && alone(p))
        }
        PolicyKind::Gas(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => true,
    };
    policies.iter().all(call)
}

proptest! {
    #[test]
    fn what_is_put_in_unasked_widens_nothing_and_is_there_at_once(
        policies in prop::collection::vec(any_policy(), 0..6),
    ) {
        use crate::lint::defaults::{Chosen, safe};
        let chosen = Chosen { now: NOW, messages: false, endless: false };
        let put = safe(&policies, &chosen);
        prop_assert_eq!(&safe(&put, &chosen), &put);
        if is_tidy(&policies) && !counts_twice(&policies) {
            is_no_wider(&policies, &put)?;
        }
        let bind = policies.iter().all(|policy| policy.flag == PolicyFlag::All);
        let found = rules_of(&put);
        let asked = [Rule::NoExpiry, Rule::Messages, Rule::IdleSpacing];
        prop_assert!(!bind || !found.iter().any(|rule| asked.contains(rule)), "{found:?}");
    }
}
