//! Sets of policies for the oracle: every kind, flag, version and condition, the smallest and the
//! largest values, made of the hashes of their names.

use alloy_primitives::{Address, B256, FixedBytes, U256, keccak256};
use latchkey_core::policy::{
    CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, MAX_U48,
    ParamRule, Policy, PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy,
    TimestampPolicy,
};

/// Numbers without chance: the hash of a name.
pub(super) fn word(name: &str) -> B256 {
    keccak256(format!("oracle:{name}"))
}

fn address(name: &str) -> Address {
    Address::from_word(word(name))
}

/// Sets of policies with their names: all kinds, flags and versions, the smallest and the largest.
pub(super) fn policies() -> Vec<(String, Vec<Policy>)> {
    let plain = |kind: PolicyKind| Policy::from(kind);
    let mut all = vec![
        ("sudo".to_owned(), vec![plain(PolicyKind::Sudo)]),
        (
            "limits".to_owned(),
            vec![
                plain(gas(word("gas"), true)),
                plain(limit(86_400, 785, 1_721_560_403, false)),
                plain(time(1_648_174_617, 1_835_124_163)),
                plain(callers(0)),
            ],
        ),
        (
            "largest".to_owned(),
            vec![
                plain(gas(B256::repeat_byte(0xff), false)),
                plain(limit(MAX_U48, MAX_U48, MAX_U48, false)),
                plain(limit(MAX_U48, 0, 0, true)),
                plain(time(MAX_U48, MAX_U48)),
                plain(callers(9)),
            ],
        ),
        ("none".to_owned(), vec![]),
    ];
    for flag in [PolicyFlag::NotForUserOp, PolicyFlag::NotForSignature, PolicyFlag::Neither] {
        let policies =
            vec![Policy { flag, ..plain(time(1, 0)) }, Policy { flag, ..plain(callers(1)) }];
        all.push((format!("{flag:?}"), policies));
    }
    let call = |version| (format!("{version:?}"), vec![plain(calls(version)), plain(callers(0))]);
    all.extend(CallPolicyVersion::ALL.map(call));
    all
}

fn gas(amount: B256, enforce_paymaster: bool) -> PolicyKind {
    let [high, _] = [0, 16].map(|at| u128::from_be_bytes(amount[at..at + 16].try_into().unwrap()));
    let allowed_paymaster = address("paymaster");
    PolicyKind::Gas(GasPolicy { allowed_wei: high, enforce_paymaster, allowed_paymaster })
}

fn limit(interval: u64, count: u64, start_at: u64, reset: bool) -> PolicyKind {
    PolicyKind::RateLimit(RateLimitPolicy { interval, count, start_at, reset })
}

fn time(valid_after: u64, valid_until: u64) -> PolicyKind {
    PolicyKind::Timestamp(TimestampPolicy { valid_after, valid_until })
}

/// So many callers of `isValidSignature`.
pub(super) fn callers(count: u8) -> PolicyKind {
    let allowed_callers = (0..count).map(|n| address(&format!("caller {n}"))).collect();
    PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers })
}

/// Every condition the version knows, offsets beyond what a JSON number keeps exact, all call
/// types, the wildcard, a plain transfer and the largest value.
fn calls(version: CallPolicyVersion) -> PolicyKind {
    let single = version == CallPolicyVersion::V0_0_1;
    let conditions =
        (0..8).filter_map(Condition::from_number).filter(|condition| match condition {
            Condition::OneOf => !single,
            Condition::SliceEqual => version == CallPolicyVersion::V0_0_5,
            _ => true,
        });
    let rules = conditions
        .enumerate()
        .map(|(at, condition)| ParamRule {
            condition,
            offset: u64::try_from(at).unwrap() * 32,
            params: match condition {
                Condition::OneOf => (0..3).map(|n| word(&format!("one of {n}"))).collect(),
                Condition::SliceEqual => vec![B256::ZERO, B256::with_last_byte(6), word("slice")],
                _ => vec![word("param")],
            },
        })
        .collect();
    let far = [(1 << 53) - 1, 1 << 53, (1 << 53) + 1, u64::MAX].map(|offset| ParamRule {
        condition: Condition::Equal,
        offset,
        params: vec![B256::repeat_byte(0xff)],
    });
    let permission = |call_type, target, value_limit, rules| CallPermission {
        call_type,
        target,
        selector: FixedBytes::from_slice(&word("selector")[..4]),
        value_limit,
        rules,
    };
    let mut permissions = vec![
        permission(CallType::Call, address("token"), U256::MAX, rules),
        permission(CallType::Delegate, address("library"), U256::ZERO, far.into()),
        permission(CallType::Batch, Address::ZERO, U256::from(1), vec![]),
        permission(CallType::Call, address("friend"), U256::from(10).pow(U256::from(18)), vec![]),
    ];
    permissions[3].selector = FixedBytes::ZERO;
    PolicyKind::Call(CallPolicy { version, permissions })
}
