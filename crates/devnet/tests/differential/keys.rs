//! Keys: all kinds of policies in all orders and flags, with limits where they are easily missed.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, keccak256};
use latchkey_core::{
    permission::{Permission, SessionSigner},
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, MAX_U48,
        ParamRule, Policy, PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy,
        TimestampPolicy,
    },
};

use crate::{
    dice::Dice,
    network::{PAYMASTERS, SIGNER},
};

/// Contracts that calls go to; none has code, so calls to them succeed.
pub const TARGETS: [Address; 3] =
    [Address::repeat_byte(0x71), Address::repeat_byte(0x72), Address::repeat_byte(0x73)];
/// Functions that are called.
pub const SELECTORS: [FixedBytes<4>; 3] =
    [FixedBytes([0xa9, 5, 0x9c, 0xbb]), FixedBytes([1, 2, 3, 4]), FixedBytes::ZERO];
/// What an ordinary operation is charged: (100k + 5M + 100k) × 2 gwei.
pub const USUAL_CHARGE: u128 = 5_200_000 * 2_000_000_000;
/// The bytes that slices look for.
pub const SLICE: &[u8] = b"rent";

/// A permission of up to four policies.
pub fn permission(dice: &mut Dice, now: u64) -> Permission {
    let policies = (0..dice.below(5)).map(|_| policy(dice, now)).collect();
    let data = Bytes::from(dice.bytes(20));
    let flag = if dice.once_in(25) { flag(dice) } else { PolicyFlag::All };
    Permission { flag, policies, signer: SessionSigner::Foreign { contract: SIGNER, data } }
}

fn flag(dice: &mut Dice) -> PolicyFlag {
    use PolicyFlag::{All, Neither, NotForSignature, NotForUserOp};
    *dice.pick(&[All, NotForUserOp, NotForSignature, Neither])
}

fn policy(dice: &mut Dice, now: u64) -> Policy {
    let kind = match dice.below(16) {
        0..=6 => PolicyKind::Call(call(dice)),
        7..=8 => PolicyKind::Gas(gas(dice)),
        9..=10 => PolicyKind::Timestamp(window(dice, now)),
        11..=12 => PolicyKind::RateLimit(rate(dice, now, false)),
        13 => PolicyKind::RateLimit(rate(dice, now, true)),
        14 => {
            let allowed_callers = (0..dice.below(3)).map(|_| dice.address()).collect();
            PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers })
        }
        _ => PolicyKind::Sudo,
    };
    let flag = if dice.once_in(12) { flag(dice) } else { PolicyFlag::All };
    Policy { flag, kind }
}

fn call(dice: &mut Dice) -> CallPolicy {
    let version = *dice.pick(&[CallPolicyVersion::V0_0_4, CallPolicyVersion::V0_0_5]);
    let permissions = (0..dice.below(5)).map(|_| entry(dice, version)).collect();
    CallPolicy { version, permissions }
}

fn entry(dice: &mut Dice, version: CallPolicyVersion) -> CallPermission {
    let call_type = match dice.below(8) {
        0 => CallType::Delegate,
        1 => *dice.pick(&[CallType::Batch, CallType::Delegate]),
        _ => CallType::Call,
    };
    let target = if dice.once_in(4) { Address::ZERO } else { *dice.pick(&TARGETS) };
    let value_limit = *dice.pick(&[U256::ZERO, U256::from(7), U256::MAX]);
    let rules = (0..dice.below(4)).map(|_| rule(dice, version)).collect();
    CallPermission { call_type, target, selector: *dice.pick(&SELECTORS), value_limit, rules }
}

fn rule(dice: &mut Dice, version: CallPolicyVersion) -> ParamRule {
    let slices = version.knows(Condition::SliceEqual);
    let last = if slices || dice.once_in(60) { 8 } else { 7 };
    let condition = Condition::from_number(u8::try_from(dice.below(last)).unwrap()).unwrap();
    let offset = match dice.below(12) {
        0 => dice.below(200),
        1 => u64::MAX - dice.below(80),
        2 => 1 << dice.below(64),
        _ => 32 * dice.below(4),
    };
    if condition == Condition::SliceEqual && !dice.once_in(40) {
        let start = if dice.once_in(15) { dice.word() } else { U256::from(dice.below(4)).into() };
        let usual = U256::from(SLICE.len()).into();
        let length = if dice.once_in(15) { dice.word() } else { usual };
        let offset = 32 * dice.below(4);
        return ParamRule { condition, offset, params: vec![start, length, keccak256(SLICE)] };
    }
    let many = if condition == Condition::OneOf { dice.below(4) } else { 1 };
    let many = if dice.once_in(60) { dice.below(4) } else { many };
    let params: Vec<B256> = (0..many).map(|_| dice.word()).collect();
    ParamRule { condition, offset, params }
}

fn gas(dice: &mut Dice) -> GasPolicy {
    let times = u128::from(dice.below(4));
    let edge =
        [USUAL_CHARGE * times, USUAL_CHARGE * times + 1, (USUAL_CHARGE * times).wrapping_sub(1)];
    GasPolicy {
        allowed_wei: *dice.pick(&edge),
        enforce_paymaster: dice.once_in(2),
        allowed_paymaster: *dice.pick(&[
            Address::ZERO,
            PAYMASTERS[0],
            PAYMASTERS[0],
            PAYMASTERS[1],
        ]),
    }
}

fn window(dice: &mut Dice, now: u64) -> TimestampPolicy {
    let at = |dice: &mut Dice| now - 30 + dice.below(120);
    TimestampPolicy {
        valid_after: if dice.once_in(3) { 0 } else { at(dice) },
        valid_until: if dice.once_in(3) { *dice.pick(&[0, MAX_U48]) } else { at(dice) },
    }
}

fn rate(dice: &mut Dice, now: u64, reset: bool) -> RateLimitPolicy {
    let interval = match dice.below(12) {
        0 => 0,
        1 => MAX_U48 - now - 60 + dice.below(120),
        _ => dice.below(40),
    };
    let start_at = match dice.below(6) {
        0 => MAX_U48 - dice.below(40),
        1..=2 => now - 30 + dice.below(120),
        _ => 0,
    };
    let start_at = if reset { 0 } else { start_at };
    RateLimitPolicy { interval, count: dice.below(4), start_at, reset }
}
