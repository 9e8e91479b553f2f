//! A wider key is never called the same: a table of changes, and a property over random operations.

mod examples;

use alloy_primitives::{Address, B256, FixedBytes, U256};
use proptest::prelude::*;

use super::*;
use crate::{
    approval::Claims,
    kernel::execute::{Call, ExecMode, encode_execute},
    kernel::nonce,
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, ParamRule, PolicyFlag,
        SignatureCallerPolicy, TimestampPolicy, check,
    },
    user_op::UserOperation,
};

const TOKEN: Address = Address::repeat_byte(0x48);
const BOB: Address = Address::repeat_byte(0x70);
const TRANSFER: FixedBytes<4> = FixedBytes([0xa9, 0x05, 0x9c, 0xbb]);

/// What a key may do, in the few numbers that the tests turn.
#[derive(Debug, Clone)]
struct Turn {
    target: Address,
    most: u64,
    condition: Condition,
    value: u64,
    gas: u128,
    until: u64,
    after: u64,
    count: u64,
    callers: Vec<Address>,
    left_out: usize,
}

const fn usual() -> Turn {
    Turn {
        target: TOKEN,
        most: 25,
        condition: Condition::LessThanOrEqual,
        value: 0,
        gas: 1_000_000,
        until: 2_000,
        after: 0,
        count: 3,
        callers: Vec::new(),
        left_out: usize::MAX,
    }
}

fn policies(turn: &Turn) -> Vec<Policy> {
    let to = ParamRule { condition: Condition::Equal, offset: 0, params: vec![BOB.into_word()] };
    let most = ParamRule {
        condition: turn.condition,
        offset: 32,
        params: vec![U256::from(turn.most).into()],
    };
    let transfer = CallPermission {
        call_type: CallType::Call,
        target: turn.target,
        selector: TRANSFER,
        value_limit: U256::from(turn.value),
        rules: vec![to, most],
    };
    let call = CallPolicy { version: CallPolicyVersion::V0_0_4, permissions: vec![transfer] };
    let gas = GasPolicy {
        allowed_wei: turn.gas,
        enforce_paymaster: false,
        allowed_paymaster: Address::ZERO,
    };
    let rate = RateLimitPolicy { interval: 0, count: turn.count, start_at: 0, reset: false };
    let time = TimestampPolicy { valid_after: turn.after, valid_until: turn.until };
    let mut all: Vec<Policy> = vec![
        PolicyKind::Call(call).into(),
        PolicyKind::Gas(gas).into(),
        PolicyKind::Timestamp(time).into(),
        PolicyKind::RateLimit(rate).into(),
        PolicyKind::SignatureCaller(SignatureCallerPolicy {
            allowed_callers: turn.callers.clone(),
        })
        .into(),
    ];
    if turn.left_out < all.len() {
        all.remove(turn.left_out);
    }
    all
}

fn diff(old: &[Policy], new: &[Policy]) -> Diff {
    let claims = Claims::default();
    between(old, new, &Names::new(&claims, &[1]))
}

#[test]
fn the_same_again_is_the_same() {
    let all = policies(&usual());
    let same = diff(&all, &all);
    assert_eq!((same.wider, same.new, same.gone), (vec![], vec![], vec![]));
    assert_eq!(same.same.len(), 8);
    assert_eq!(same.anew.len(), 2, "a fresh budget is said even then");
}

#[test]
fn every_loosened_limit_is_one_warning_and_every_tightened_one_is_none() {
    type Change = (&'static str, fn(&mut Turn));
    let wider: [Change; 10] = [
        ("more per transfer", |t| t.most = 26),
        ("coin along", |t| t.value = 1),
        ("more gas", |t| t.gas += 1),
        ("longer", |t| t.until = 2_001),
        ("for ever", |t| t.until = 0),
        ("more often", |t| t.count = 4),
        ("signs messages for somebody", |t| t.callers = vec![BOB]),
        ("another contract", |t| t.target = BOB),
        ("the other way round", |t| t.condition = Condition::GreaterThan),
        ("no gas limit", |t| t.left_out = 1),
    ];
    let narrower: [Change; 7] = [
        ("less per transfer", |t| t.most = 24),
        ("below instead of at most", |t| t.condition = Condition::LessThan),
        ("exactly", |t| t.condition = Condition::Equal),
        ("less gas", |t| t.gas -= 1),
        ("shorter", |t| t.until = 1_999),
        ("later", |t| t.after = 1),
        ("less often", |t| t.count = 2),
    ];
    let old = policies(&usual());
    let found = |change: fn(&mut Turn)| {
        let mut turn = usual();
        change(&mut turn);
        diff(&old, &policies(&turn))
    };
    for (what, change) in wider {
        let diff = found(change);
        assert_eq!(diff.wider.len(), 1, "{what}: {diff:?}");
        assert!(diff.wider[0].starts_with("Wider than before"), "{what}");
    }
    for (what, change) in narrower {
        let diff = found(change);
        assert_eq!(diff.wider, [""; 0], "{what}");
        assert!(!(diff.new.is_empty() && diff.gone.is_empty()), "{what} is still shown");
    }
}

#[test]
fn a_warning_says_what_differs_and_nothing_else() {
    let more = policies(&Turn { until: 0, ..usual() });
    let gone = policies(&Turn { left_out: 1, ..usual() });
    let old = policies(&usual());
    let said = diff(&old, &more).wider.remove(0);
    assert_eq!(
        said,
        "Wider than before. It was: Works until 1 Jan 1970, 00:33:20 UTC. It becomes: Works at any time."
    );
    assert!(diff(&old, &gone).wider[0].starts_with("Wider than before. Gone: Spends at most"));
    let amount = policies(&Turn { most: 26, ..usual() });
    let said = diff(&old, &amount).wider.remove(0);
    assert!(said.contains("It was:") && said.contains("It becomes:"), "{said}");
    assert_eq!(said.matches("May call").count(), 0, "{said}");
}

#[test]
fn a_flag_that_switches_a_policy_off_is_wider() {
    let old = policies(&usual());
    for place in 0..old.len() {
        let mut new = old.clone();
        new[place].flag = PolicyFlag::Neither;
        assert_eq!(diff(&old, &new).wider.len(), 1, "{place}");
        assert_eq!(diff(&new, &old).wider, [""; 0], "switching it on is not");
    }
}

#[test]
fn an_exact_entry_that_hid_a_wildcard_must_stay() {
    let call = policies(&usual()).remove(0);
    let PolicyKind::Call(strict) = &call.kind else { panic!("call first") };
    let mut old = strict.clone();
    let wild = CallPermission {
        target: Address::ZERO,
        rules: Vec::new(),
        ..strict.permissions[0].clone()
    };
    old.permissions.push(wild.clone());
    let new = CallPolicy { permissions: vec![wild], ..strict.clone() };
    let (old, new): (Policy, Policy) = (PolicyKind::Call(old).into(), PolicyKind::Call(new).into());
    assert!(!at_least_as_strict(&new, &old), "without the exact entry the wildcard takes over");
    assert!(at_least_as_strict(&old, &old));
}

fn any_turn() -> impl Strategy<Value = Turn> {
    let conditions = prop::sample::select(vec![
        Condition::Equal,
        Condition::GreaterThan,
        Condition::LessThan,
        Condition::GreaterThanOrEqual,
        Condition::LessThanOrEqual,
        Condition::NotEqual,
        Condition::OneOf,
    ]);
    let places = prop::sample::select(vec![TOKEN, BOB, Address::ZERO]);
    let limits = (0_u64..6, 0_u64..3, 0_u128..5, 0_u64..4);
    (conditions, places, limits, 0_u64..4, 0_usize..8).prop_map(
        |(condition, target, (most, value, gas, until), after, left_out)| Turn {
            target,
            most,
            condition,
            value,
            gas: gas * 100,
            until,
            after,
            count: 3,
            callers: Vec::new(),
            left_out,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_only_the_new_key_may_do_is_never_without_a_warning(
        (old, new) in (any_turn(), any_turn()),
        amount in 0_u64..7,
        (value, now, fee) in (0_u64..4, 0_u64..5, 0_u128..4),
        to in prop::sample::select(vec![TOKEN, BOB]),
    ) {
        let (old, new) = (policies(&old), policies(&new));
        let account = Address::repeat_byte(9);
        let words = [BOB.into_word(), B256::from(U256::from(amount))].concat();
        let data = [TRANSFER.as_slice(), &words].concat().into();
        let call = Call { to, value: U256::from(value), data };
        let operation = UserOperation {
            sender: account,
            nonce: nonce::full(nonce::default_key(FixedBytes([1, 2, 3, 4]), 0), 0),
            factory: None,
            factory_data: alloy_primitives::Bytes::new(),
            call_data: encode_execute(&[call], ExecMode::Default),
            call_gas_limit: 50,
            verification_gas_limit: 25,
            pre_verification_gas: U256::from(25),
            max_fee_per_gas: fee,
            max_priority_fee_per_gas: 0,
            paymaster: None,
            signature: alloy_primitives::Bytes::new(),
        };
        let facts = check::Facts::fresh(account, now);
        let may = |policies: &[Policy]| check::operation(policies, &facts, &operation).is_ok();
        if may(&new) && !may(&old) {
            prop_assert!(!diff(&old, &new).wider.is_empty(), "{old:?}\n{new:?}");
        }
    }
}
