//! Refusals name the rule, the limit, what was asked and the nearest value; no bytes panic.

mod answers;
mod passing;
mod properties;

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};

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
fn members_and_negative_numbers_are_named() {
    let function = alloy_json_abi::Function::parse("pay((address,uint256),int8[2])").unwrap();
    let mut claims = claims();
    claims.functions = vec![function.signature()];
    let words = |offset, word: B256| {
        let wanted = rule(Condition::Equal, offset, &[U256::from(7)]);
        let entry = CallPermission {
            call_type: CallType::Call,
            target: TOKEN,
            selector: function.selector(),
            value_limit: U256::ZERO,
            rules: vec![wanted],
        };
        let version = CallPolicyVersion::V0_0_4;
        let policy = PolicyKind::Call(CallPolicy { version, permissions: vec![entry] }).into();
        let data = [function.selector().as_slice(), &word.0.repeat(4)].concat().into();
        let call = Call { to: TOKEN, value: U256::ZERO, data };
        let failure = operation(&[policy], &fresh(), &calls(&[call])).unwrap_err();
        failure.words(&Names::new(&claims, &[5]))
    };
    assert_eq!(words(32, B256::ZERO).path, "calls[0].args[0][1]");
    let minus = words(96, B256::repeat_byte(0xff));
    assert_eq!((minus.path.as_str(), minus.got.as_str()), ("calls[0].args[1][1]", "-1"));
    assert_eq!(minus.limit, "7");
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

fn rate(count: u64, interval: u64, start_at: u64, reset: bool) -> Policy {
    PolicyKind::RateLimit(RateLimitPolicy { interval, count, start_at, reset }).into()
}

/// One entry, as another version of the call policy has it.
fn by(version: CallPolicyVersion, change: impl Fn(&mut CallPermission)) -> [Policy; 1] {
    let Policy { kind: PolicyKind::Call(mut policy), .. } = pay(vec![]) else { panic!("a call") };
    policy.version = version;
    policy.permissions.iter_mut().for_each(change);
    [PolicyKind::Call(policy).into()]
}
