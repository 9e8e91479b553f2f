//! What the contracts refuse at install, and what installs but does not mean what it says.

use alloy_primitives::{Address, B256, FixedBytes, U256};

use super::*;
use crate::policy::{GasPolicy, RateLimitPolicy};

const NOW: u64 = 1_795_165_200;

fn entry(condition: Condition, words: usize) -> CallPermission {
    CallPermission {
        call_type: CallType::Call,
        target: Address::repeat_byte(7),
        selector: FixedBytes([1, 2, 3, 4]),
        value_limit: U256::ZERO,
        rules: vec![ParamRule { condition, offset: 0, params: vec![B256::ZERO; words] }],
    }
}

fn call(version: CallPolicyVersion, permissions: Vec<CallPermission>) -> Policy {
    PolicyKind::Call(CallPolicy { version, permissions }).into()
}

fn first(version: CallPolicyVersion, entry: CallPermission) -> Option<FlawKind> {
    flaws(&[call(version, vec![entry])], NOW).first().map(|flaw| flaw.kind)
}

#[test]
fn conditions_came_with_versions_and_take_so_many_words() {
    use CallPolicyVersion::{V0_0_1, V0_0_5};
    for version in CallPolicyVersion::ALL {
        assert_eq!(first(version, entry(Condition::LessThan, 1)), None);
        let two = Some(FlawKind::ParamCount { expected: 1, got: 2 });
        assert_eq!(first(version, entry(Condition::Equal, 2)), two);
        let none = first(version, entry(Condition::OneOf, 0));
        let unknown = |condition| Some(FlawKind::UnknownCondition(version, condition));
        assert_eq!(none, if version == V0_0_1 { unknown(Condition::OneOf) } else { None });
        let slice = first(version, entry(Condition::SliceEqual, 3));
        assert_eq!(slice, if version == V0_0_5 { None } else { unknown(Condition::SliceEqual) });
    }
    let short = Some(FlawKind::ParamCount { expected: 3, got: 1 });
    assert_eq!(first(V0_0_5, entry(Condition::SliceEqual, 1)), short);
}

#[test]
fn keys_of_entries_are_unique_and_contracts_take_a_permission_once() {
    let one = || entry(Condition::Equal, 1);
    let other = CallPermission { call_type: CallType::Delegate, ..one() };
    let version = CallPolicyVersion::V0_0_4;
    assert!(installable(&[call(version, vec![one(), other])], NOW).is_ok());
    let twice = CallPermission { rules: vec![], ..one() };
    let flaw = installable(&[call(version, vec![one(), twice])], NOW).unwrap_err();
    assert_eq!(flaw.kind, FlawKind::DuplicateEntry);
    assert!(flaw.to_string().starts_with("policy 0 entry 1: "), "{flaw}");
    let gas = || -> Policy {
        let allowed_paymaster = Address::ZERO;
        PolicyKind::Gas(GasPolicy { allowed_wei: 0, enforce_paymaster: false, allowed_paymaster })
            .into()
    };
    assert_eq!(installable(&[gas(), gas()], NOW).unwrap_err().kind, FlawKind::SameContractTwice);
    let versions = [call(version, vec![]), call(CallPolicyVersion::V0_0_5, vec![])];
    assert!(installable(&versions, NOW).is_ok(), "two contracts");
    let sudo = || Policy::from(PolicyKind::Sudo);
    assert!(installable(&vec![sudo(); MAX_POLICIES], NOW).is_ok());
    let many = installable(&vec![sudo(); MAX_POLICIES + 1], NOW).unwrap_err();
    assert_eq!((many.policy, many.kind), (MAX_POLICIES, FlawKind::TooManyPolicies));
}

#[test]
fn a_window_must_end_within_48_bits() {
    let rate = |interval, reset| -> Policy {
        PolicyKind::RateLimit(RateLimitPolicy { interval, count: 1, start_at: 0, reset }).into()
    };
    assert!(installable(&[rate(MAX_U48 - NOW, true)], NOW).is_ok());
    let long = installable(&[rate(MAX_U48 - NOW + 1, true)], NOW).unwrap_err();
    assert_eq!(long.kind, FlawKind::WindowTooLong);
    assert!(installable(&[rate(MAX_U48, false)], NOW).is_ok(), "for life: only a use panics");
}

#[test]
fn what_installs_but_means_something_else() {
    let version = CallPolicyVersion::V0_0_1;
    let wildcard = CallPermission { target: Address::ZERO, ..entry(Condition::Equal, 1) };
    assert_eq!(first(version, wildcard.clone()), Some(FlawKind::NoWildcard));
    let coin = CallPermission { selector: FixedBytes::ZERO, ..entry(Condition::Equal, 1) };
    assert_eq!(first(version, coin), Some(FlawKind::NoPlainTransfer));
    let delegate = CallPermission { call_type: CallType::Delegate, ..entry(Condition::Equal, 1) };
    let broken = CallPolicyVersion::V0_0_2;
    assert_eq!(first(broken, delegate.clone()), Some(FlawKind::DelegateMisread(broken)));
    assert_eq!(first(CallPolicyVersion::V0_0_3, delegate), None);
    let batch = CallPermission { call_type: CallType::Batch, ..entry(Condition::Equal, 1) };
    assert_eq!(first(CallPolicyVersion::V0_0_5, batch), Some(FlawKind::NeverMatches));
    let mut far = entry(Condition::Equal, 1);
    far.rules.iter_mut().for_each(|rule| rule.offset = u64::MAX - 35);
    assert_eq!(first(CallPolicyVersion::V0_0_4, far), Some(FlawKind::OffsetOverflows));
    assert!(installable(&[call(version, vec![wildcard])], NOW).is_ok(), "it does install");
}
