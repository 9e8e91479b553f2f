//! Policies encode to what they decode from, and decoding never panics.
#![allow(clippy::unwrap_used, reason = "a test")]

use alloy_primitives::{Address, B256, FixedBytes, U256};
use proptest::prelude::*;

use super::*;

fn rule() -> impl Strategy<Value = ParamRule> {
    (0u8..8, any::<u64>(), prop::collection::vec(any::<[u8; 32]>(), 0..4)).prop_map(
        |(condition, offset, params)| ParamRule {
            condition: Condition::from_number(condition).unwrap(),
            offset,
            params: params.into_iter().map(B256::from).collect(),
        },
    )
}

fn permission() -> impl Strategy<Value = CallPermission> {
    let call_type =
        prop_oneof![Just(CallType::Call), Just(CallType::Batch), Just(CallType::Delegate)];
    let words = (any::<[u8; 20]>(), any::<[u8; 4]>(), any::<[u8; 32]>());
    (call_type, words, prop::collection::vec(rule(), 0..3)).prop_map(
        |(call_type, (target, selector, value), rules)| CallPermission {
            call_type,
            target: Address::from(target),
            selector: FixedBytes(selector),
            value_limit: U256::from_be_bytes(value),
            rules,
        },
    )
}

fn policy() -> impl Strategy<Value = Policy> {
    let u48 = || 0..=MAX_U48;
    let version = prop::sample::select(CallPolicyVersion::ALL[1..].to_vec());
    prop_oneof![
        (version, prop::collection::vec(permission(), 0..3)).prop_map(|(version, permissions)| {
            PolicyKind::Call(CallPolicy { version, permissions })
        }),
        (any::<u128>(), any::<bool>(), any::<[u8; 20]>()).prop_map(
            |(allowed_wei, enforce, who)| {
                PolicyKind::Gas(GasPolicy {
                    allowed_wei,
                    enforce_paymaster: enforce,
                    allowed_paymaster: Address::from(who),
                })
            }
        ),
        (u48(), u48()).prop_map(|(valid_after, valid_until)| {
            PolicyKind::Timestamp(TimestampPolicy { valid_after, valid_until })
        }),
        (u48(), u48(), u48(), any::<bool>()).prop_map(|(interval, count, start_at, reset)| {
            let start_at = if reset { 0 } else { start_at };
            PolicyKind::RateLimit(RateLimitPolicy { interval, count, start_at, reset })
        }),
        prop::collection::vec(any::<[u8; 20]>(), 0..4).prop_map(|callers| {
            let allowed_callers = callers.into_iter().map(Address::from).collect();
            PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers })
        }),
        Just(PolicyKind::Sudo),
    ]
    .prop_map(Policy::from)
}

proptest! {
    #[test]
    fn what_is_encoded_decodes_to_itself(policy in policy()) {
        let back = Policy::decode(policy.address(), 0, &policy.encode());
        prop_assert_eq!(back.as_ref(), Ok(&policy));
        let json = serde_json::to_string(&policy).unwrap();
        prop_assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
    }

    #[test]
    fn foreign_bytes_decode_or_say_why_not(data in prop::collection::vec(any::<u8>(), 0..400), which in 0usize..11) {
        use address::*;
        let all = [SUDO, CALL_0_0_1, CALL_0_0_2, CALL_0_0_3, CALL_0_0_4, CALL_0_0_5, GAS, TIMESTAMP,
            RATE_LIMIT, RATE_LIMIT_RESET, SIGNATURE_CALLER];
        if let Ok(read) = Policy::decode(all[which], 0, &data) {
            prop_assert_eq!(read.encode().to_vec(), data);
        }
    }
}

#[test]
fn a_changed_byte_in_a_canonical_encoding_is_seen() {
    let empty = SignatureCallerPolicy { allowed_callers: vec![] }.encode().to_vec();
    let mut longer = empty;
    longer.push(0);
    assert_eq!(
        SignatureCallerPolicy::decode(&longer),
        Err(DecodeError::NotCanonical { policy: "signature caller" })
    );
}
