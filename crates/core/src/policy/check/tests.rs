//! Refusals name the rule, the limit, what was asked and the nearest value; no bytes panic.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use proptest::prelude::*;

use super::*;
use crate::{
    approval::{Claims, NetworkClaim, TokenClaim},
    kernel::execute::{Call, ExecMode, encode_delegatecall, encode_execute},
    names::{Names, TRANSFER},
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, MAX_U48,
        ParamRule, RateLimitPolicy, TimestampPolicy,
    },
};

const ACCOUNT: Address = Address::repeat_byte(0xaa);
const TOKEN: Address = Address::repeat_byte(0x70);
const BOB: Address = Address::repeat_byte(0xb0);
const NOW: u64 = 1_795_165_200;

fn claims() -> Claims {
    Claims {
        tokens: vec![TokenClaim {
            chain_id: 5,
            token: TOKEN,
            symbol: "DUSD".to_owned(),
            decimals: 6,
        }],
        networks: vec![NetworkClaim {
            chain_id: 5,
            name: "Local".to_owned(),
            native_symbol: "ETH".to_owned(),
        }],
        functions: vec![],
    }
}

fn pay(rules: Vec<ParamRule>) -> Policy {
    let permissions = vec![CallPermission {
        call_type: CallType::Call,
        target: TOKEN,
        selector: TRANSFER,
        value_limit: U256::ZERO,
        rules,
    }];
    PolicyKind::Call(CallPolicy { version: CallPolicyVersion::V0_0_4, permissions }).into()
}

fn rule(condition: Condition, offset: u64, params: &[U256]) -> ParamRule {
    let params = params.iter().map(|p| B256::from(*p)).collect();
    ParamRule { condition, offset, params }
}

fn rent() -> Policy {
    let bob = U256::from_be_bytes(BOB.into_word().0);
    pay(vec![
        rule(Condition::Equal, 0, &[bob]),
        rule(Condition::LessThanOrEqual, 32, &[U256::from(25_000_000)]),
    ])
}

fn transfer(to: Address, amount: u64) -> Call {
    let amount: B256 = U256::from(amount).into();
    let data = [TRANSFER.as_slice(), to.into_word().as_slice(), amount.as_slice()].concat();
    Call { to: TOKEN, value: U256::ZERO, data: data.into() }
}

fn op(call_data: Bytes) -> UserOperation {
    UserOperation {
        sender: ACCOUNT,
        nonce: U256::ZERO,
        factory: None,
        factory_data: Bytes::new(),
        call_data,
        call_gas_limit: 1_000,
        verification_gas_limit: 2_000,
        pre_verification_gas: U256::from(3_000),
        max_fee_per_gas: 10,
        max_priority_fee_per_gas: 1,
        paymaster: None,
        signature: Bytes::new(),
    }
}

fn calls(calls: &[Call]) -> UserOperation {
    op(encode_execute(calls, ExecMode::Default))
}

fn refusal(policies: &[Policy], facts: &Facts, op: &UserOperation) -> FailureWords {
    let claims = claims();
    operation(policies, facts, op).unwrap_err().words(&Names::new(&claims, &[5]))
}

fn fresh() -> Facts {
    Facts::fresh(ACCOUNT, NOW)
}

#[test]
fn the_amount_is_named_with_its_limit() {
    let ok = calls(&[transfer(BOB, 25_000_000)]);
    assert_eq!(operation(&[rent()], &fresh(), &ok), Ok(()));
    let words = refusal(&[rent()], &fresh(), &calls(&[transfer(BOB, 26_000_000)]));
    assert_eq!(words.sentence, "The amount is 26 DUSD, the most allowed is 25 DUSD.");
    assert_eq!((words.path.as_str(), words.operator.as_str()), ("calls[0].args[1]", "<="));
    assert_eq!(words.nearest.as_deref(), Some("25 DUSD"));
}

#[test]
fn each_call_of_a_batch_is_checked_but_never_their_sum() {
    let many = vec![transfer(BOB, 25_000_000); 5];
    assert_eq!(operation(&[rent()], &fresh(), &calls(&many)), Ok(()));
    let words = refusal(
        &[rent()],
        &fresh(),
        &calls(&[transfer(BOB, 1), transfer(Address::repeat_byte(0xee), 1)]),
    );
    assert_eq!(words.path, "calls[1].args[0]");
    assert_eq!(words.limit, BOB.to_string());
    assert_eq!(operation(&[rent()], &fresh(), &calls(&[])), Ok(()));
}

#[test]
fn other_targets_functions_and_kinds_of_call() {
    let elsewhere = Call { to: BOB, ..transfer(BOB, 1) };
    let words = refusal(&[rent()], &fresh(), &calls(&[elsewhere]));
    assert_eq!((words.path.as_str(), words.limit), ("calls[0].target", TOKEN.to_string()));
    let approve = Call { data: Bytes::from(vec![9, 0x5e, 0xa7, 0xb3]), ..transfer(BOB, 1) };
    assert_eq!(refusal(&[rent()], &fresh(), &calls(&[approve])).path, "calls[0].function");
    let short = Call { data: Bytes::from(vec![1, 2, 3]), ..transfer(BOB, 1) };
    assert_eq!(refusal(&[rent()], &fresh(), &calls(&[short])).path, "calls[0].data");
    let valued = Call { value: U256::from(1), ..transfer(BOB, 1) };
    assert_eq!(refusal(&[rent()], &fresh(), &calls(&[valued])).limit, "0 ETH");
    let delegate = encode_delegatecall(TOKEN, transfer(BOB, 1).data, ExecMode::Default);
    let words = refusal(&[rent()], &fresh(), &op(delegate));
    assert!(words.sentence.contains("foreign code"), "{}", words.sentence);
    assert_eq!(refusal(&[rent()], &fresh(), &op(Bytes::new())).path, "callData");
    let facts = Facts::fresh(BOB, NOW);
    assert_eq!(refusal(&[rent()], &facts, &calls(&[])).path, "sender");
}

#[test]
fn an_exact_target_hides_the_wildcard() {
    let Policy { kind: PolicyKind::Call(mut policy), .. } = rent() else { panic!("a call policy") };
    let wildcard =
        CallPermission { target: Address::ZERO, rules: vec![], ..policy.permissions[0].clone() };
    policy.permissions.push(wildcard);
    let policies = [PolicyKind::Call(policy).into()];
    let other = Call { to: BOB, ..transfer(BOB, 99_000_000) };
    assert_eq!(operation(&policies, &fresh(), &calls(&[other])), Ok(()));
    assert!(operation(&policies, &fresh(), &calls(&[transfer(BOB, 99_000_000)])).is_err());
}

#[test]
fn counters_and_times() {
    let gas = |allowed_wei| -> Policy {
        let allowed_paymaster = Address::ZERO;
        PolicyKind::Gas(GasPolicy { allowed_wei, enforce_paymaster: false, allowed_paymaster })
            .into()
    };
    let one = calls(&[transfer(BOB, 1)]);
    assert_eq!(operation(&[gas(60_000)], &fresh(), &one), Ok(()));
    assert_eq!(refusal(&[gas(59_999)], &fresh(), &one).path, "gas");
    let left = Facts { gas_left: Some(1), ..fresh() };
    assert_eq!(refusal(&[gas(60_000)], &left, &one).path, "gas");
    let rate = RateLimitPolicy { interval: 60, count: 3, start_at: NOW + 1, reset: false };
    let rate = PolicyKind::RateLimit(rate).into();
    assert_eq!(refusal(std::slice::from_ref(&rate), &fresh(), &one).path, "time");
    let next = Facts { next_allowed_at: Some(NOW), ..fresh() };
    assert_eq!(operation(std::slice::from_ref(&rate), &next, &one), Ok(()));
    let used = Facts { uses_left: Some(0), ..next };
    assert_eq!(refusal(&[rate], &used, &one).limit, "3 operations");
    let window = TimestampPolicy { valid_after: NOW, valid_until: NOW };
    let window = [PolicyKind::Timestamp(window).into()];
    assert_eq!(operation(&window, &fresh(), &one), Ok(()));
    let late = refusal(&window, &Facts::fresh(ACCOUNT, NOW + 1), &one);
    assert_eq!(late.sentence.split(';').next(), Some("This key ended at 20 Nov 2026, 09:00 UTC"));
    assert_eq!(
        operation(&window, &Facts::fresh(ACCOUNT, NOW - 1), &one).unwrap_err().entry_point_code(),
        "AA22"
    );
}

/// Counters and windows of an allowed operation, and refusals with the chain's bytes.
fn after(policies: &[Policy], facts: &Facts) -> Allowed {
    outcome(PolicyFlag::All, policies, facts, &calls(&[])).unwrap()
}

fn rate(count: u64, interval: u64, start_at: u64, reset: bool) -> Policy {
    PolicyKind::RateLimit(RateLimitPolicy { interval, count, start_at, reset }).into()
}

fn answer(policies: &[Policy], facts: &Facts, op: &UserOperation) -> Answer {
    outcome(PolicyFlag::All, policies, facts, op).unwrap_err().answer()
}

fn reverts(hex: &str) -> Answer {
    Answer::Reverts(alloy_primitives::hex::decode(hex).unwrap().into())
}

const PANIC: &str = "4e487b710000000000000000000000000000000000000000000000000000000000000011";

#[test]
fn counters_after_an_operation_feed_the_next_one() {
    let life = [rate(2, 60, NOW, false)];
    let first = after(&life, &fresh());
    assert_eq!((first.valid_after, first.after.uses_left), (NOW, Some(1)));
    assert_eq!(first.after.next_allowed_at, Some(NOW + 60));
    let early = outcome(PolicyFlag::All, &life, &first.after, &calls(&[])).unwrap_err();
    assert_eq!(early.answer(), Answer::EntryPoint("AA22"));
    let second = after(&life, &Facts { now_unix_secs: NOW + 60, ..first.after });
    assert!(answer(&life, &second.after, &calls(&[])) == reverts(&format!("3e4983f6{:064x}", 0)));

    let window = [rate(1, 60, 0, true)];
    let first = after(&window, &fresh()).after;
    assert_eq!(first.window, Some(WindowLeft { uses: 0, ends_at: NOW + 60 }));
    assert_eq!(answer(&window, &first, &calls(&[])), reverts("3f7b7a68"));
    let next = after(&window, &Facts { now_unix_secs: NOW + 60, ..first });
    assert_eq!((next.valid_after, next.valid_until), (NOW + 60, NOW + 120));
}

#[test]
fn times_beyond_48_bits_panic() {
    let facts = Facts { now_unix_secs: MAX_U48, ..fresh() };
    assert_eq!(answer(&[rate(1, 1, MAX_U48, false)], &facts, &calls(&[])), reverts(PANIC));
    assert_eq!(answer(&[rate(1, 1, 0, true)], &facts, &calls(&[])), reverts(PANIC));
    let last = after(&[rate(1, 1, MAX_U48 - 1, false)], &facts);
    assert_eq!(last.after.next_allowed_at, Some(MAX_U48));
}

#[test]
fn windows_meet_at_the_latest_start_and_the_earliest_end() {
    let window = |valid_after, valid_until| -> Policy {
        PolicyKind::Timestamp(TimestampPolicy { valid_after, valid_until }).into()
    };
    let both = [window(5, NOW + 9), window(7, NOW + 3), window(0, 0)];
    let met = after(&both, &fresh());
    assert_eq!((met.valid_after, met.valid_until), (7, NOW + 3));
    let apart = [window(NOW + 9, 0), window(0, NOW + 3)];
    let words = refusal(&apart, &fresh(), &calls(&[]));
    assert!(words.sentence.contains("never"), "{}", words.sentence);
    assert_eq!(words.nearest, None);
}

#[test]
fn gas_is_charged_as_the_contract_counts() {
    let gas = |allowed_wei, enforce_paymaster, allowed_paymaster| -> Policy {
        PolicyKind::Gas(GasPolicy { allowed_wei, enforce_paymaster, allowed_paymaster }).into()
    };
    let left = after(&[gas(100_000, false, BOB)], &fresh()).after.gas_left;
    assert_eq!(left, Some(40_000));
    // The paymaster is asked before the budget: none at all reverts empty, another is a plain no.
    let demands = [gas(0, true, BOB)];
    assert_eq!(answer(&demands, &fresh(), &calls(&[])), reverts(""));
    let paymaster = |address| crate::user_op::Paymaster {
        address,
        verification_gas_limit: 1,
        post_op_gas_limit: 1,
        data: Bytes::new(),
    };
    let other = UserOperation { paymaster: Some(paymaster(TOKEN)), ..calls(&[]) };
    assert_eq!(answer(&demands, &fresh(), &other), reverts(&format!("3e4983f6{:064x}", 0)));
    // 2^128 wei are cut to nothing by the policy, and can be paid by nobody.
    let wraps = UserOperation {
        call_gas_limit: 1 << 64,
        verification_gas_limit: 0,
        pre_verification_gas: U256::ZERO,
        max_fee_per_gas: 1 << 64,
        ..calls(&[])
    };
    assert_eq!(answer(&[gas(0, false, BOB)], &fresh(), &wraps), Answer::EntryPoint("AA21"));
    let sponsored = UserOperation { paymaster: Some(paymaster(TOKEN)), ..wraps.clone() };
    assert_eq!(answer(&[], &fresh(), &sponsored), Answer::EntryPoint("AA31"));
    let huge = UserOperation { max_priority_fee_per_gas: 1 << 120, ..wraps };
    assert_eq!(answer(&demands, &fresh(), &huge), Answer::EntryPoint("AA94"));
}

#[test]
fn flags_switch_off_a_policy_or_the_key() {
    let off = Policy { flag: PolicyFlag::NotForUserOp, ..rate(0, 0, 0, false) };
    assert_eq!(operation(&[off], &fresh(), &calls(&[])), Ok(()));
    let on = Policy { flag: PolicyFlag::NotForSignature, ..rate(0, 0, 0, false) };
    assert!(operation(&[on], &fresh(), &calls(&[])).is_err());
    let forbidden = outcome(PolicyFlag::Neither, &[], &fresh(), &calls(&[])).unwrap_err();
    assert_eq!(forbidden.answer(), reverts("14b9743f"));
    assert!(outcome(PolicyFlag::NotForSignature, &[], &fresh(), &calls(&[])).is_ok());
}

/// One entry, as another version of the call policy has it.
fn by(version: CallPolicyVersion, change: impl Fn(&mut CallPermission)) -> [Policy; 1] {
    let Policy { kind: PolicyKind::Call(mut policy), .. } = pay(vec![]) else { panic!("a call") };
    policy.version = version;
    policy.permissions.iter_mut().for_each(change);
    [PolicyKind::Call(policy).into()]
}

#[test]
fn versions_differ_where_they_are_known_to() {
    use CallPolicyVersion::{V0_0_1, V0_0_2, V0_0_3, V0_0_4, V0_0_5};
    let wildcard = |p: &mut CallPermission| p.target = Address::ZERO;
    let coin = |p: &mut CallPermission| p.selector = FixedBytes::ZERO;
    let send = Call { to: TOKEN, value: U256::ZERO, data: Bytes::new() };
    let missing = Call { to: BOB, ..transfer(BOB, 1) };
    for version in CallPolicyVersion::ALL {
        let passes = |policies: &[Policy], op: &UserOperation| operation(policies, &fresh(), op);
        let first = version == V0_0_1;
        let any = passes(&by(version, wildcard), &calls(&[transfer(BOB, 1)]));
        assert_eq!(any.is_ok(), !first, "{version:?}: wildcard");
        let plain = passes(&by(version, coin), &calls(std::slice::from_ref(&send)));
        assert_eq!(plain.is_ok(), !first, "{version:?}: no data");
        let bytes = match version {
            V0_0_1 => "",
            V0_0_2 | V0_0_3 | V0_0_4 => "1c49f4d1",
            V0_0_5 => "007e472e",
        };
        let unlisted = calls(std::slice::from_ref(&missing));
        assert_eq!(answer(&by(version, |_| ()), &fresh(), &unlisted), reverts(bytes));
    }
}

#[test]
fn early_versions_judge_other_bytes_of_a_delegatecall() {
    let delegate = |p: &mut CallPermission| p.call_type = CallType::Delegate;
    let data = transfer(BOB, 1).data;
    let shifted: Bytes = [B256::ZERO.as_slice(), &data].concat().into();
    for version in CallPolicyVersion::ALL {
        let run = |data: &Bytes| op(encode_delegatecall(TOKEN, data.clone(), ExecMode::Default));
        let policies = by(version, delegate);
        let sound = version.reads_delegatecall();
        assert_eq!(operation(&policies, &fresh(), &run(&data)).is_ok(), sound, "{version:?}");
        assert_eq!(operation(&policies, &fresh(), &run(&shifted)).is_ok(), !sound, "{version:?}");
        let flaw = crate::policy::flaws(&policies, NOW);
        assert_eq!(flaw.is_empty(), sound, "{flaw:?}");
    }
}

#[test]
fn offsets_beyond_64_bits_panic() {
    let one = calls(&[transfer(BOB, 1)]);
    let at = |offset| [pay(vec![rule(Condition::NotEqual, offset, &[U256::ZERO])])];
    assert_eq!(answer(&at(u64::MAX - 36), &fresh(), &one), reverts(""));
    assert_eq!(answer(&at(u64::MAX - 35), &fresh(), &one), reverts(PANIC));
    assert_eq!(answer(&at(u64::MAX), &fresh(), &one), reverts(PANIC));
    assert_eq!(answer(&at(33), &fresh(), &one), reverts(""));
    assert!(operation(&at(32), &fresh(), &one).is_ok());
}

#[test]
fn calldata_that_is_not_one_plain_execute() {
    let plain = calls(&[transfer(BOB, 1)]).call_data.to_vec();
    let with = |at: usize, byte: u8| {
        let mut data = plain.clone();
        data[at] = byte;
        op(data.into())
    };
    let policies = [pay(vec![])];
    let judged = |op: &UserOperation| answer(&policies, &fresh(), op);
    assert_eq!(judged(&with(4, 0xfe)), reverts("39d2eb55"));
    assert_eq!(answer(&[], &fresh(), &with(4, 0xfe)), Answer::Ours);
    assert_eq!(judged(&with(5, 2)), Answer::Ours);
    assert_eq!(judged(&with(0, 0)), reverts(""));
    assert_eq!(answer(&[], &fresh(), &with(0, 0)), reverts("682a6e7c"));
    assert_eq!(judged(&op(Bytes::from(vec![0xe9]))), reverts(""));
    assert_eq!(judged(&with(67, 0x60)), Answer::Ours);
    // A broken rule is told before the odd mode that the policy does not look at.
    let mut elsewhere = calls(&[Call { to: BOB, ..transfer(BOB, 1) }]).call_data.to_vec();
    elsewhere[5] = 2;
    assert_eq!(judged(&op(elsewhere.into())), reverts("1c49f4d1"));
}

fn any_condition() -> impl Strategy<Value = Condition> {
    (0_u8..8).prop_map(|number| Condition::from_number(number).unwrap())
}

proptest! {
    #[test]
    fn no_operation_panics_and_every_refusal_has_words(
        call_data in proptest::collection::vec(any::<u8>(), 0..200),
        offset in any::<u64>(),
        condition in any_condition(),
        params in proptest::collection::vec(any::<[u8; 32]>(), 0..4),
    ) {
        let params = params.into_iter().map(B256::from).collect();
        let policies = [pay(vec![ParamRule { condition, offset, params }])];
        let data = [TRANSFER.as_slice(), &call_data].concat().into();
        let inner = calls(&[Call { to: TOKEN, value: U256::ZERO, data }]);
        let claims = claims();
        let names = Names::new(&claims, &[5]);
        for op in [inner, op(call_data.into())] {
            if let Err(failure) = operation(&policies, &fresh(), &op) {
                prop_assert!(!failure.words(&names).sentence.is_empty());
            }
        }
    }

    #[test]
    fn what_passes_meets_the_rule(amount in 0_u64..60_000_000, limit in 0_u64..60_000_000) {
        let policies = [pay(vec![rule(Condition::LessThanOrEqual, 32, &[U256::from(limit)])])];
        let verdict = operation(&policies, &fresh(), &calls(&[transfer(BOB, amount)]));
        prop_assert_eq!(verdict.is_ok(), amount <= limit);
    }

    #[test]
    fn only_listed_functions_pass(selector in any::<[u8; 4]>()) {
        let call = Call { data: Bytes::from(selector.to_vec()), ..transfer(BOB, 1) };
        let verdict = operation(&[pay(vec![])], &fresh(), &calls(&[call]));
        prop_assert_eq!(verdict.is_ok(), FixedBytes(selector) == TRANSFER);
    }
}
