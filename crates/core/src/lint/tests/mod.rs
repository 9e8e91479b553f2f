//! The linter: each rule with a case that breaks it and one that keeps it, and what fixes do.

mod defaults;
mod fixes;
mod table;

use alloy_primitives::{Address, FixedBytes, U256};

use super::*;
use crate::{
    names::TRANSFER,
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, ParamRule,
        PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
    },
};

const ACCOUNT: Address = Address::repeat_byte(0xaa);
const TOKEN: Address = Address::repeat_byte(7);
const BOB: Address = Address::repeat_byte(0xb0);
const NOW: u64 = 1_795_165_200;

fn rule(condition: Condition, offset: u64, value: U256) -> ParamRule {
    ParamRule { condition, offset, params: vec![value.into()] }
}

fn to_bob(offset: u64) -> ParamRule {
    ParamRule { condition: Condition::Equal, offset, params: vec![BOB.into_word()] }
}

fn at_most(offset: u64, most: u64) -> ParamRule {
    rule(Condition::LessThanOrEqual, offset, U256::from(most))
}

fn transfer() -> CallPermission {
    calling(0xa905_9cbb, vec![to_bob(0), at_most(32, 25)])
}

fn calling(selector: u32, rules: Vec<ParamRule>) -> CallPermission {
    CallPermission {
        call_type: CallType::Call,
        target: TOKEN,
        selector: FixedBytes(selector.to_be_bytes()),
        value_limit: U256::ZERO,
        rules,
    }
}

fn list(version: CallPolicyVersion, permissions: Vec<CallPermission>) -> Policy {
    PolicyKind::Call(CallPolicy { version, permissions }).into()
}

fn gas(allowed_wei: u128, enforce_paymaster: bool, allowed_paymaster: Address) -> Policy {
    PolicyKind::Gas(GasPolicy { allowed_wei, enforce_paymaster, allowed_paymaster }).into()
}

fn time(valid_after: u64, valid_until: u64) -> Policy {
    PolicyKind::Timestamp(TimestampPolicy { valid_after, valid_until }).into()
}

fn rate(interval: u64, count: u64, start_at: u64, reset: bool) -> Policy {
    PolicyKind::RateLimit(RateLimitPolicy { interval, count, start_at, reset }).into()
}

fn callers(allowed_callers: Vec<Address>) -> Policy {
    PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers }).into()
}

/// Calls, gas, end, count, no messages: in this order.
fn with(permissions: Vec<CallPermission>) -> Vec<Policy> {
    vec![
        list(CallPolicyVersion::V0_0_4, permissions),
        gas(1_000, false, Address::ZERO),
        time(0, NOW + 86_400),
        rate(0, 3, 0, false),
        callers(vec![]),
    ]
}

fn good() -> Vec<Policy> {
    with(vec![transfer()])
}

/// The good key with one policy changed.
fn changed(place: usize, policy: Policy) -> Vec<Policy> {
    let mut all = good();
    all[place] = policy;
    all
}

fn without(place: usize) -> Vec<Policy> {
    let mut all = good();
    all.remove(place);
    all
}

fn and(more: Policy) -> Vec<Policy> {
    let mut all = good();
    all.push(more);
    all
}

const fn here() -> Context<'static> {
    Context { account: ACCOUNT, now: Some(NOW), chains: &[] }
}

fn rules_of(policies: &[Policy]) -> Vec<Rule> {
    findings(policies, &here()).into_iter().map(|f| f.rule).collect()
}

#[test]
fn a_good_key_has_nothing_to_fix() {
    assert_eq!(rules_of(&good()), [Rule::UnboundedBatch]);
    let reads = with(vec![calling(0x70a0_8231, vec![])]);
    assert_eq!(rules_of(&reads), []);
    let offline = Context::offline(ACCOUNT);
    assert_eq!(blocked(&findings(&good(), &offline)), Blocked::No);
}

#[test]
fn only_a_key_that_openly_can_do_everything_can_be_unlocked() {
    let said = |policies: &[Policy]| blocked(&findings(policies, &here()));
    assert_eq!(said(&[PolicyKind::Sudo.into()]), Blocked::UnlessTyped);
    assert_eq!(said(&[]), Blocked::UnlessTyped);
    assert_eq!(said(&and(PolicyKind::Sudo.into())), Blocked::UnlessTyped);
    let mut off = good();
    off[0].flag = PolicyFlag::NotForUserOp;
    assert_eq!(said(&off), Blocked::Yes, "a list that is switched off says what it does not do");
    let own = with(vec![CallPermission { target: ACCOUNT, ..transfer() }]);
    assert_eq!(said(&own), Blocked::Yes);
    assert_eq!(said(&[own, vec![PolicyKind::Sudo.into()]].concat()), Blocked::Yes);
}

#[test]
fn the_words_that_unlock_are_typed_whole() {
    for typed in [UNLOCK_WORDS, "This key can take EVERYTHING", "  this key  can take everything\n"]
    {
        assert!(unlocks(typed), "{typed}");
    }
    for typed in
        ["", "this key can take", "this key can take everything!", "thiskeycantakeeverything"]
    {
        assert!(!unlocks(typed), "{typed}");
    }
}

#[test]
fn ids_are_their_own_and_words_are_whole() {
    let mut ids: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        let said = rule.message();
        assert!(said.english.ends_with('.') && said.german.ends_with('.'), "{rule:?}");
    }
}

#[test]
fn selector_of_transfer_is_the_one_that_names_know() {
    assert_eq!(transfer().selector, TRANSFER);
}
