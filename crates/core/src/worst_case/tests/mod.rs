//! Worst cases of keys as people make them, and of those that are traps. Numbers are worked out by
//! hand beside each.

mod properties;
mod sums;

use alloy_primitives::{Address, B256, FixedBytes, U256};

use super::*;
use crate::{
    approval::{Claims, NetworkClaim, TokenClaim},
    names::{Names, TRANSFER},
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, ParamRule,
        PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
    },
};

pub(super) const ACCOUNT: Address = Address::repeat_byte(0xaa);
pub(super) const TOKEN: Address = Address::repeat_byte(0x70);
pub(super) const OTHER: Address = Address::repeat_byte(0x0b);
pub(super) const NOW: u64 = 1_795_165_200;
pub(super) const DAY: u64 = 86_400;

fn at_most(offset: u64, limit: u64) -> ParamRule {
    let params = vec![B256::from(U256::from(limit))];
    ParamRule { condition: Condition::LessThanOrEqual, offset, params }
}

fn entry(target: Address, selector: FixedBytes<4>, rules: Vec<ParamRule>) -> CallPermission {
    let (call_type, value_limit) = (CallType::Call, U256::ZERO);
    CallPermission { call_type, target, selector, value_limit, rules }
}

fn call(permissions: Vec<CallPermission>) -> Policy {
    PolicyKind::Call(CallPolicy { version: CallPolicyVersion::V0_0_4, permissions }).into()
}

fn rate(count: u64, interval: u64, start_at: u64, reset: bool) -> Policy {
    PolicyKind::RateLimit(RateLimitPolicy { interval, count, start_at, reset }).into()
}

fn until(valid_until: u64) -> Policy {
    PolicyKind::Timestamp(TimestampPolicy { valid_after: 0, valid_until }).into()
}

fn gas(allowed_wei: u128) -> Policy {
    let (enforce_paymaster, allowed_paymaster) = (false, Address::ZERO);
    PolicyKind::Gas(GasPolicy { allowed_wei, enforce_paymaster, allowed_paymaster }).into()
}

fn silent() -> Policy {
    PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers: vec![] }).into()
}

/// At most 25 of the token, three times, no messages, until a day from now.
fn rent() -> Vec<Policy> {
    let pay = entry(TOKEN, TRANSFER, vec![at_most(32, 25)]);
    vec![call(vec![pay]), rate(3, 0, 0, false), gas(1_000), until(NOW + DAY), silent()]
}

/// On chain 5, where a transaction has so much gas.
fn on(policies: &[Policy], transaction_gas: Option<u64>) -> OnChain {
    let chains = [OfChain { transaction_gas, ..OfChain::unread(5) }];
    let ctx =
        Context { account: Some(ACCOUNT), now: Some(NOW), chains: &chains, ..Context::default() };
    of(policies, &ctx).chains.remove(0)
}

#[test]
fn a_payment_is_multiplied_by_calls_and_uses() {
    // A call costs 100, its entry 3 + 2 + 1 words of 100 each: 700. 7 000 gas hold ten calls.
    let worst = on(&rent(), Some(7_000));
    assert_eq!(worst.calls, Most::count(10));
    let leak = worst.leak(Asset::Token(TOKEN));
    assert_eq!((leak.call, leak.operation), (Most::count(25), Most::count(250)));
    assert_eq!((leak.day, leak.life), (Most::count(750), Most::count(750)));
    assert_eq!(worst.worst(Asset::Native, Span::Life), (Most::count(1_000), Way::Operations));
    assert_eq!(worst.worst(Asset::Token(OTHER), Span::Life), (Most::NONE, Way::Operations));
    assert!(!worst.takeover && worst.approvals.is_empty() && worst.contracts.is_empty());
}

#[test]
fn calls_are_bounded_by_gas_alone() {
    let leak = on(&rent(), None).leak(Asset::Token(TOKEN));
    assert_eq!((leak.call, leak.operation), (Most::count(25), Most::NoLimit));
    assert_eq!(leak.life, Most::NoLimit, "a gas budget charges nothing at a price of zero");
}

#[test]
fn coin_costs_more_gas_to_send() {
    let send =
        CallPermission { value_limit: U256::from(5), ..entry(OTHER, FixedBytes::ZERO, vec![]) };
    let policies = [call(vec![send]), rate(2, 0, 0, false), gas(7), silent()];
    // 100 + 3 words + 6 700: 7 100.
    let worst = on(&policies, Some(14_200));
    assert_eq!(worst.leak(Asset::Native).life, Most::count(2 * 2 * 5));
    assert_eq!(worst.worst(Asset::Native, Span::Life).0, Most::count(27), "and the gas");
    assert_eq!(worst.worst(Asset::Native, Span::Operation).0, Most::count(17));
}

#[test]
fn without_a_list_or_with_foreign_code_everything_leaves() {
    let delegate =
        CallPermission { call_type: CallType::Delegate, ..entry(OTHER, TRANSFER, vec![]) };
    let admin = FixedBytes(0x5214_1cd9_u32.to_be_bytes());
    let off = Policy { flag: PolicyFlag::NotForUserOp, ..call(vec![]) };
    let traps = [
        vec![],
        vec![PolicyKind::Sudo.into()],
        vec![off],
        vec![call(vec![delegate])],
        vec![call(vec![entry(ACCOUNT, TRANSFER, vec![])])],
        vec![call(vec![entry(Address::ZERO, admin, vec![])])],
        vec![call(vec![entry(crate::chain::ECDSA_VALIDATOR, TRANSFER, vec![])])],
    ];
    for policies in traps {
        let worst = on(&policies, Some(1));
        assert_eq!(worst.worst(Asset::Native, Span::Operation), (Most::NoLimit, Way::Takeover));
        assert_eq!(worst.worst(Asset::Token(OTHER), Span::Life), (Most::NoLimit, Way::Takeover));
    }
    assert!(!on(&[call(vec![entry(OTHER, admin, vec![])])], None).takeover);
    let unknown_account = of(&[call(vec![entry(OTHER, admin, vec![])])], &Context::default());
    assert!(unknown_account.chains[0].takeover, "the target may be the account");
}

#[test]
fn messages_outlive_every_limit() {
    let mut policies = rent();
    policies.pop();
    let worst = on(&policies, Some(7_000));
    assert_eq!(worst.messages, Messages::Anything);
    assert_eq!(worst.worst(Asset::Token(OTHER), Span::Life), (Most::NoLimit, Way::Messages));
    assert_eq!(worst.worst(Asset::Native, Span::Life), (Most::count(1_000), Way::Operations));
    policies.push(until(NOW - 1));
    let ended = on(&policies, Some(7_000));
    assert!(ended.operations.life.is_none() && ended.leaks.is_empty());
    assert_eq!(ended.worst(Asset::Token(TOKEN), Span::Day), (Most::NoLimit, Way::Messages));
    let chains = [OfChain::unread(5)];
    let flag = PolicyFlag::NotForSignature;
    let quiet = of(&[], &Context { flag, chains: &chains, ..Context::default() });
    assert_eq!(quiet.chains[0].messages, Messages::Nothing);
}

#[test]
fn allowances_and_unknown_functions_are_listed() {
    let approve = FixedBytes(0x095e_a7b3_u32.to_be_bytes());
    let all = FixedBytes(0xa22c_b465_u32.to_be_bytes());
    let claim = FixedBytes([1, 2, 3, 4]);
    let entries = vec![
        entry(TOKEN, approve, vec![at_most(32, 7)]),
        entry(OTHER, all, vec![]),
        entry(OTHER, claim, vec![]),
    ];
    let worst = on(&[call(entries), rate(1, 0, 0, false), gas(0), silent()], Some(1_400));
    let expected = [
        Approval { asset: Asset::Token(TOKEN), life: Most::count(14) },
        Approval { asset: Asset::Token(OTHER), life: Most::NoLimit },
    ];
    assert_eq!(worst.approvals, expected);
    assert_eq!(worst.contracts, [ContractCall { target: Some(OTHER), selector: claim }]);
    assert_eq!(worst.worst(Asset::Token(OTHER), Span::Life), (Most::NoLimit, Way::Contract));
}

#[test]
fn the_exact_entry_hides_the_one_for_any_contract() {
    let entries = vec![
        entry(TOKEN, TRANSFER, vec![at_most(32, 1)]),
        entry(Address::ZERO, TRANSFER, vec![at_most(32, 9)]),
    ];
    let worst = on(&[call(entries)], Some(700));
    let each =
        [Asset::Token(TOKEN), Asset::Token(OTHER), Asset::AnyToken].map(|a| worst.leak(a).call);
    assert_eq!(each, [Most::count(1), Most::count(9), Most::count(9)]);
}

#[test]
fn two_lists_bind_together() {
    let old = CallPolicyVersion::V0_0_3;
    let wide = vec![entry(Address::ZERO, TRANSFER, vec![at_most(32, 3)])];
    let second = PolicyKind::Call(CallPolicy { version: old, permissions: wide }).into();
    let first = call(vec![entry(TOKEN, TRANSFER, vec![at_most(32, 25)])]);
    let worst = on(&[first, second], None);
    assert_eq!(worst.leaks.len(), 1);
    assert_eq!(worst.leak(Asset::Token(TOKEN)).call, Most::count(3));
}

#[test]
fn counts_spacing_and_windows() {
    let count = |policies: &[Policy]| {
        let worst = on(policies, None);
        (worst.operations.per_day, worst.operations.life)
    };
    let all = |n| (Most::count(n), Most::count(n));
    assert_eq!(count(&[rate(9, 60, 0, false)]), all(9));
    assert_eq!(count(&[rate(9, DAY, NOW, false), until(NOW + 2 * DAY)]), all(3));
    assert_eq!(count(&[rate(9, DAY, NOW, false), until(NOW - 1)]), all(0));
    assert_eq!(count(&[rate(5, DAY, 0, true)]), (Most::count(10), Most::NoLimit));
    // Ten days and the second at the end touch twelve windows.
    assert_eq!(
        count(&[rate(5, DAY, 0, true), until(NOW + 10 * DAY)]),
        (Most::count(10), Most::count(60))
    );
    assert_eq!(count(&[rate(5, 0, 0, true)]), (Most::NoLimit, Most::NoLimit));
    assert_eq!(count(&[rate(0, 0, 0, true)]), all(0));
    assert_eq!(count(&[]), (Most::NoLimit, Most::NoLimit));
}

#[test]
fn what_is_left_counts_where_it_was_read() {
    let left = crate::policy::check::Facts {
        uses_left: Some(1),
        gas_left: Some(10),
        ..crate::policy::check::Facts::fresh(ACCOUNT, NOW)
    };
    let chains = [
        OfChain { chain_id: 5, transaction_gas: Some(7_000), counters: Some(left) },
        OfChain { chain_id: 6, transaction_gas: Some(7_000), counters: None },
    ];
    let ctx =
        Context { account: Some(ACCOUNT), now: Some(NOW), chains: &chains, ..Context::default() };
    let worst = of(&rent(), &ctx);
    let of_token = |chain| worst.on(chain).unwrap().leak(Asset::Token(TOKEN)).life;
    assert_eq!((of_token(5), of_token(6)), (Most::count(250), Most::count(750)));
    assert_eq!(worst.on(5).unwrap().gas, Most::count(10));
    assert!(worst.on(7).is_none());
}

fn said(policies: &[Policy], chains: &[u64]) -> Vec<(String, String, bool)> {
    let token =
        |chain_id| TokenClaim { chain_id, token: TOKEN, symbol: "DUSD".into(), decimals: 0 };
    let network =
        |chain_id| NetworkClaim { chain_id, name: "N".into(), native_symbol: "ETH".into() };
    let claims = Claims {
        tokens: chains.iter().copied().map(token).collect(),
        networks: chains.iter().copied().map(network).collect(),
        functions: vec![],
    };
    let rows = rows(policies, &Names::new(&claims, chains));
    rows.into_iter().map(|row| (row.label, row.amount, row.unlimited)).collect()
}

#[test]
fn the_table_says_what_has_no_limit() {
    let line = |a: &str, b: &str, c| (a.to_owned(), b.to_owned(), c);
    assert_eq!(
        said(&rent(), &[5, 6]),
        [
            line("in one transfer", "25 DUSD", false),
            line("in one operation, by many calls", "not bounded by the key alone", true),
            line("operations, in all", "3", false),
            line("gas, in all", "0.000000000000001 ETH", false),
            line("sign messages", "no", false),
            line("change the account", "no", false),
            line(
                "on the 2 networks together",
                "2 times as much: each network counts for itself",
                false
            ),
        ]
    );
    assert!(said(&[], &[5]).iter().all(|row| row.2), "a key without limits is red everywhere");
}
