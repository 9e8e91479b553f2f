//! No sequence of operations that the policies let through moves more than the worst case says.
//!
//! How: policies and operations are made at random, each operation is judged by `policy::check` with
//! the counters the one before left, and what would leave the account is added up per operation, in
//! every 24 hours and for life.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{
    kernel::execute::{Call, ExecMode, encode_execute},
    policy::check::{self, Facts},
    user_op::UserOperation,
};

const FROM: u32 = 0x23b8_72dd;
const APPROVE: u32 = 0x095e_a7b3;
const INCREASE: u32 = 0x3950_9351;
const CLAIM: u32 = 0x0102_0304;

fn any_target() -> impl Strategy<Value = Address> {
    prop_oneof![4 => Just(TOKEN), 2 => Just(OTHER), 1 => Just(Address::ZERO)]
}

fn any_selector() -> impl Strategy<Value = FixedBytes<4>> {
    let known = [0, u32::from_be_bytes(TRANSFER.0), FROM, APPROVE, INCREASE, CLAIM];
    prop::sample::select(known.to_vec()).prop_map(|number| FixedBytes(number.to_be_bytes()))
}

fn any_rule() -> impl Strategy<Value = ParamRule> {
    let params = prop_oneof![5 => Just(1_usize), 1 => 0_usize..4]
        .prop_flat_map(|count| prop::collection::vec(0_u64..40, count));
    (0_u8..7, prop::sample::select(vec![0_u64, 32, 64]), params).prop_map(
        |(condition, offset, params)| ParamRule {
            condition: Condition::from_number(condition).unwrap(),
            offset,
            params: params.into_iter().map(|n| U256::from(n).into()).collect(),
        },
    )
}

fn any_calls() -> impl Strategy<Value = Policy> {
    let entry = (any_target(), any_selector(), 0_u64..9, prop::collection::vec(any_rule(), 0..3));
    let entry = entry.prop_map(|(target, selector, value, rules)| CallPermission {
        value_limit: U256::from(value),
        ..super::entry(target, selector, rules)
    });
    let version = prop::sample::select(CallPolicyVersion::ALL.to_vec());
    (version, prop::collection::vec(entry, 1..4)).prop_map(|(version, permissions)| {
        PolicyKind::Call(CallPolicy { version, permissions }).into()
    })
}

fn any_policies() -> impl Strategy<Value = Vec<Policy>> {
    let start = prop_oneof![Just(0), NOW - DAY..NOW + DAY];
    let interval = prop_oneof![Just(0), 1..3 * DAY];
    let rate = (0_u64..5, interval, start, any::<bool>())
        .prop_map(|(count, interval, start, reset)| super::rate(count, interval, start, reset));
    let end = (NOW..NOW + 5 * DAY).prop_map(until);
    let budget = (0_u128..300).prop_map(gas);
    (
        prop::collection::vec(any_calls(), 1..3),
        prop::option::weighted(0.8, rate),
        prop::option::of(end),
        prop::option::of(budget),
    )
        .prop_map(|(calls, rate, end, budget)| {
            calls.into_iter().chain(rate).chain(end).chain(budget).collect()
        })
}

/// Which entry it is made from, a contract in place of a wildcard, value, three words.
type Raw = (usize, bool, u64, [u64; 3]);

fn any_raw() -> impl Strategy<Value = Raw> {
    (any::<usize>(), any::<bool>(), 0_u64..10, prop::array::uniform3(0_u64..40))
}

/// Seconds since the last operation, calls, price of gas.
fn any_steps() -> impl Strategy<Value = Vec<(u64, Vec<Raw>, u128)>> {
    let wait = prop_oneof![Just(0), 1..DAY];
    prop::collection::vec((wait, prop::collection::vec(any_raw(), 1..4), 0_u128..3), 1..12)
}

fn entries(policies: &[Policy]) -> Vec<&CallPermission> {
    crate::policy::describe::summary::Summary::of(policies)
        .calls
        .into_iter()
        .flat_map(|call| &call.permissions)
        .collect()
}

fn made(entry: &CallPermission, (_, other, value, words): &Raw) -> Call {
    let to = match (entry.target.is_zero(), other) {
        (false, _) => entry.target,
        (true, true) => OTHER,
        (true, false) => TOKEN,
    };
    let mut data = Vec::new();
    if !entry.selector.is_zero() {
        data.extend(entry.selector);
        words.iter().for_each(|word| data.extend(U256::from(*word).to_be_bytes::<32>()));
    }
    Call { to, value: U256::from((*value).min(entry.value_limit.to())), data: data.into() }
}

/// What leaves by one call, if its effect is known.
fn leaves(call: &Call) -> Vec<(Asset, U256)> {
    let word = |at: usize| {
        let from = 4 + 32 * at;
        call.data.get(from..from + 32).map_or(U256::ZERO, U256::from_be_slice)
    };
    let selector = call.data.get(..4).map_or(0, |s| u32::from_be_bytes(s.try_into().unwrap()));
    let amount = match selector {
        FROM => word(2),
        APPROVE | INCREASE => word(1),
        _ if selector.to_be_bytes() == TRANSFER.0 => word(1),
        _ => U256::ZERO,
    };
    vec![(Asset::Native, call.value), (Asset::Token(call.to), amount)]
}

/// The least gas of a call by the rule in the module's text: what each policy reads of the entries
/// that it could meet.
fn least_gas(policies: &[Policy], call: &Call) -> u64 {
    let selector = call.data.get(..4).map_or(FixedBytes::ZERO, FixedBytes::from_slice);
    let sends = if call.value.is_zero() { 0 } else { 6_700 };
    let words = policies.iter().map(|policy| {
        let met = entries(std::slice::from_ref(policy)).into_iter();
        let met =
            met.filter(|e| e.selector == selector && [call.to, Address::ZERO].contains(&e.target));
        let words =
            met.map(|e| 3 + e.rules.iter().map(|rule| 2 + rule.params.len()).sum::<usize>());
        u64::try_from(words.min().unwrap_or(0)).unwrap()
    });
    100 + 100 * words.sum::<u64>() + sends
}

fn operation(calls: &[Call], max_fee_per_gas: u128) -> UserOperation {
    UserOperation {
        sender: ACCOUNT,
        nonce: U256::ZERO,
        factory: None,
        factory_data: alloy_primitives::Bytes::new(),
        call_data: encode_execute(calls, ExecMode::Default),
        call_gas_limit: 10,
        verification_gas_limit: 10,
        pre_verification_gas: U256::from(10),
        max_fee_per_gas,
        max_priority_fee_per_gas: 0,
        paymaster: None,
        signature: alloy_primitives::Bytes::new(),
    }
}

/// One allowed operation: when, what left, what its gas could cost.
type Sent = (u64, BTreeMap<Asset, U256>, U256);

/// Sends what is allowed and fits into a transaction.
fn sent(policies: &[Policy], steps: &[(u64, Vec<Raw>, u128)], gas: Option<u64>) -> Vec<Sent> {
    let entries = entries(policies);
    let mut facts = Facts::fresh(ACCOUNT, NOW);
    let mut out = Vec::new();
    for (wait, raws, fee) in steps {
        facts.now_unix_secs += wait;
        let calls: Vec<_> =
            raws.iter().map(|raw| made(entries[raw.0 % entries.len()], raw)).collect();
        let used: u64 = calls.iter().map(|call| least_gas(policies, call)).sum();
        let op = operation(&calls, *fee);
        if gas.is_some_and(|gas| used > gas) {
            continue;
        }
        let Ok(allowed) = check::outcome(PolicyFlag::All, policies, &facts, &op) else { continue };
        let mut left: BTreeMap<Asset, U256> = BTreeMap::new();
        for (asset, amount) in calls.iter().flat_map(leaves) {
            *left.entry(asset).or_default() += amount;
        }
        out.push((facts.now_unix_secs, left, check::charge(&op)));
        facts = allowed.after;
    }
    out
}

fn within(sum: U256, most: Most) -> bool {
    most.limit().is_none_or(|limit| sum <= limit)
}

fn total<'a>(sent: impl IntoIterator<Item = &'a Sent>, asset: Asset) -> U256 {
    let of = |one: &Sent| one.1.get(&asset).copied().unwrap_or_default();
    sent.into_iter().map(of).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_sequence_exceeds_it(
        policies in any_policies(),
        steps in any_steps(),
        gas in prop::option::weighted(0.7, 500_u64..20_000),
    ) {
        let worst = on(&policies, gas);
        let sent = sent(&policies, &steps, gas);
        let count = |sent: &[&Sent]| U256::from(sent.len());
        let fee: U256 = sent.iter().map(|one| one.2).sum();
        prop_assert!(within(fee, worst.gas));
        prop_assert!(within(count(&sent.iter().collect::<Vec<_>>()), worst.operations.life));
        for asset in [Asset::Native, Asset::Token(TOKEN), Asset::Token(OTHER)] {
            let leak = worst.leak(asset);
            prop_assert!(within(total(&sent, asset), leak.life), "{asset:?} {leak:?}");
            for (place, one) in sent.iter().enumerate() {
                prop_assert!(within(total([one], asset), leak.operation), "{asset:?} {leak:?}");
                let day: Vec<_> = sent.iter().skip(place).filter(|s| s.0 < one.0 + DAY).collect();
                prop_assert!(within(count(&day), worst.operations.per_day));
                prop_assert!(within(total(day, asset), leak.day), "{asset:?} {leak:?}");
            }
        }
    }

    #[test]
    fn it_is_reached(amount in 1_u64..1_000, uses in 1_u64..5, calls in 1_usize..6) {
        let pay = entry(TOKEN, TRANSFER, vec![at_most(32, amount)]);
        let policies = [call(vec![pay]), super::rate(uses, 0, 0, false)];
        let worst = on(&policies, Some(700 * u64::try_from(calls).unwrap()));
        let one = [TRANSFER.to_vec(), vec![0; 32], B256::from(U256::from(amount)).to_vec()];
        let one = Call { to: TOKEN, value: U256::ZERO, data: one.concat().into() };
        let op = operation(&vec![one; calls], 0);
        let mut facts = Facts::fresh(ACCOUNT, NOW);
        let mut sum = U256::ZERO;
        while let Ok(allowed) = check::outcome(PolicyFlag::All, &policies, &facts, &op) {
            facts = allowed.after;
            sum += U256::from(amount) * U256::from(calls);
        }
        prop_assert_eq!(worst.leak(Asset::Token(TOKEN)).life, Most::AtMost(sum));
    }

    #[test]
    fn no_policies_panic(policies in any_policies(), count in any::<u64>(), gas in any::<u64>()) {
        let huge = [policies, vec![super::rate(count, count, gas, true), until(gas)]].concat();
        let worst = on(&huge, Some(gas));
        let all = together([]);
        prop_assert_eq!(all.worst(5, Asset::Native, Span::Life).0, Most::NONE);
        prop_assert!(worst.leaks.len() < 9);
    }
}

#[test]
fn the_sample_is_not_empty() {
    let raw = |words| (0, false, 0, words);
    let steps = vec![(0, vec![raw([1, 2, 3])], 0); 5];
    let sent = sent(&rent(), &steps, None);
    assert_eq!((sent.len(), total(&sent, Asset::Token(TOKEN))), (3, U256::from(6)));
}
