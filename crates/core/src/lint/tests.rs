//! Each rule finds what it is for, and a good key has no finding.

use alloy_primitives::{Address, FixedBytes, U256};

use super::*;
use crate::{
    chain,
    names::TRANSFER,
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, ParamRule,
        PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
    },
};

const ACCOUNT: Address = Address::repeat_byte(0xaa);

fn rule(condition: Condition, offset: u64, value: U256) -> ParamRule {
    ParamRule { condition, offset, params: vec![value.into()] }
}

fn transfer() -> CallPermission {
    CallPermission {
        call_type: CallType::Call,
        target: Address::repeat_byte(7),
        selector: TRANSFER,
        value_limit: U256::ZERO,
        rules: vec![
            rule(Condition::Equal, 0, U256::from(9)),
            rule(Condition::LessThanOrEqual, 32, U256::from(25)),
        ],
    }
}

fn good(entry: CallPermission) -> Vec<Policy> {
    let version = CallPolicyVersion::V0_0_4;
    vec![
        PolicyKind::Call(CallPolicy { version, permissions: vec![entry] }).into(),
        PolicyKind::Gas(GasPolicy {
            allowed_wei: 1,
            enforce_paymaster: false,
            allowed_paymaster: Address::ZERO,
        })
        .into(),
        PolicyKind::Timestamp(TimestampPolicy { valid_after: 0, valid_until: 9 }).into(),
        PolicyKind::RateLimit(RateLimitPolicy { interval: 0, count: 3, start_at: 0, reset: false })
            .into(),
        PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers: vec![] }).into(),
    ]
}

fn rules_of(policies: &[Policy]) -> Vec<Rule> {
    findings(policies, ACCOUNT).into_iter().map(|f| f.rule).collect()
}

#[test]
fn a_good_key_has_no_finding() {
    assert_eq!(findings(&good(transfer()), ACCOUNT), vec![]);
}

#[test]
fn dangerous_entries() {
    let target = |target| CallPermission { target, ..transfer() };
    assert_eq!(rules_of(&good(target(ACCOUNT))), [Rule::SelfTarget]);
    assert_eq!(rules_of(&good(target(chain::ENTRY_POINT_07))), [Rule::ModuleTarget]);
    assert_eq!(rules_of(&good(target(Address::ZERO))), [Rule::WildcardTarget]);
    let execute = CallPermission {
        target: Address::ZERO,
        selector: FixedBytes([0xe9, 0xae, 0x5c, 0x53]),
        ..transfer()
    };
    assert_eq!(rules_of(&good(execute)), [Rule::WildcardAdmin]);
    let delegate = CallPermission { call_type: CallType::Delegate, ..transfer() };
    assert_eq!(rules_of(&good(delegate)), [Rule::Delegatecall]);
    let approve = CallPermission { selector: FixedBytes([9, 0x5e, 0xa7, 0xb3]), ..transfer() };
    assert_eq!(rules_of(&good(approve)), [Rule::Allowance]);
    let open = CallPermission { rules: vec![], ..transfer() };
    assert_eq!(rules_of(&good(open)), [Rule::NoAmountLimit, Rule::AnyRecipient]);
}

#[test]
fn missing_policies() {
    let all = good(transfer());
    let without = |place: usize| {
        let mut some = all.clone();
        some.remove(place);
        rules_of(&some)
    };
    assert_eq!(without(0), [Rule::NoCallPolicy]);
    assert_eq!(without(1), [Rule::NoGasBudget]);
    assert_eq!(without(2), [Rule::NoExpiry]);
    assert_eq!(without(3), [Rule::NoUseLimit]);
    assert_eq!(without(4), [Rule::Messages]);
}

#[test]
fn policies_that_do_not_hold() {
    let mut off = good(transfer());
    off[0].flag = PolicyFlag::NotForUserOp;
    assert_eq!(rules_of(&off), [Rule::NoCallPolicy, Rule::SwitchedOff]);
    let mut twice = good(transfer());
    twice.push(twice[2].clone());
    assert_eq!(rules_of(&twice), [Rule::CannotInstall]);
    let mut sudo = good(transfer());
    sudo.push(PolicyKind::Sudo.into());
    assert_eq!(rules_of(&sudo), [Rule::Sudo]);
    let slice = ParamRule { condition: Condition::SliceEqual, offset: 0, params: vec![] };
    let entry = CallPermission { selector: FixedBytes([1; 4]), rules: vec![slice], ..transfer() };
    assert_eq!(rules_of(&good(entry)), [Rule::CannotInstall]);
}

#[test]
fn keys_that_never_work() {
    let mut policies = good(transfer());
    policies[1] = PolicyKind::Gas(GasPolicy {
        allowed_wei: 0,
        enforce_paymaster: true,
        allowed_paymaster: Address::ZERO,
    })
    .into();
    policies[2] = PolicyKind::Timestamp(TimestampPolicy { valid_after: 10, valid_until: 9 }).into();
    policies[3] =
        PolicyKind::RateLimit(RateLimitPolicy { interval: 5, count: 0, start_at: 0, reset: false })
            .into();
    let rules = rules_of(&policies);
    for rule in [Rule::NoGas, Rule::NeverOpen, Rule::NoUses, Rule::IdleSpacing, Rule::IdlePaymaster]
    {
        assert!(rules.contains(&rule), "{rule:?} in {rules:?}");
    }
}
