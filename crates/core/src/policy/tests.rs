//! Policies encode to what they decode from, and decoding never panics.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

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

/// 0.0.1 has room for exactly one word per rule.
fn fit(version: CallPolicyVersion, mut permissions: Vec<CallPermission>) -> Vec<CallPermission> {
    if version == CallPolicyVersion::V0_0_1 {
        for rule in permissions.iter_mut().flat_map(|p| &mut p.rules) {
            rule.params.resize(1, B256::repeat_byte(9));
        }
    }
    permissions
}

fn policy() -> impl Strategy<Value = Policy> {
    let u48 = || 0..=MAX_U48;
    let version = prop::sample::select(CallPolicyVersion::ALL.to_vec());
    prop_oneof![
        (version, prop::collection::vec(permission(), 0..3)).prop_map(|(version, permissions)| {
            PolicyKind::Call(CallPolicy { version, permissions: fit(version, permissions) })
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
    let error = SignatureCallerPolicy::decode(&longer).unwrap_err();
    assert_eq!(error.to_string(), "signature caller policy, data (byte 64): 1 bytes too many");
}

fn two_entries() -> CallPolicy {
    let rule = |condition, offset| ParamRule { condition, offset, params: vec![B256::ZERO] };
    let entry = |rules| CallPermission {
        call_type: CallType::Call,
        target: Address::repeat_byte(7),
        selector: FixedBytes([1, 2, 3, 4]),
        value_limit: U256::ZERO,
        rules,
    };
    let rules = vec![rule(Condition::Equal, 0), rule(Condition::LessThan, 32)];
    CallPolicy {
        version: CallPolicyVersion::V0_0_4,
        permissions: vec![entry(vec![]), entry(rules)],
    }
}

/// Changes one byte of two entries' data and says what is found.
fn with(byte: usize, value: u8) -> String {
    let mut data = two_entries().encode().to_vec();
    data[byte] = value;
    CallPolicy::decode(CallPolicyVersion::V0_0_4, &data).unwrap_err().to_string()
}

#[test]
fn a_fault_is_placed_by_entry_rule_field_and_byte() {
    let canonical = "not the one canonical form of this data";
    assert_eq!(with(31, 0x40), format!("call policy, permissions (byte 0): {canonical}"));
    assert_eq!(with(127, 1), format!("call policy, entry 1, permissions (byte 96): {canonical}"));
    assert_eq!(
        with(128, 2),
        "call policy, entry 0, callType (byte 128): the value has no meaning here"
    );
    assert_eq!(
        with(160, 1),
        "call policy, entry 0, target (byte 160): the value is wider than its type"
    );
    // Entry 1 begins at byte 320; its two rules at 320 + 6 words + 2 pointers.
    assert_eq!(
        with(320 + 8 * 32 + 31, 9),
        "call policy, entry 1, rule 0, condition (byte 576): the value has no meaning here"
    );
    assert_eq!(
        with(320 + 13 * 32 + 20, 1),
        "call policy, entry 1, rule 1, condition (byte 736): the value is wider than its type"
    );
    let data = two_entries().encode();
    let cut = CallPolicy::decode(CallPolicyVersion::V0_0_4, &data[..data.len() - 5]).unwrap_err();
    assert_eq!(
        cut.to_string(),
        "call policy, entry 1, rule 1, params.length (byte 832): the data ends here, 5 bytes too early"
    );
}

proptest! {
    #[test]
    fn no_changed_byte_is_read_as_the_same(policy in policy(), at in any::<prop::sample::Index>(), value in 1u8..) {
        let mut data = policy.encode().to_vec();
        prop_assume!(!data.is_empty());
        let at = at.index(data.len());
        data[at] ^= value;
        match Policy::decode(policy.address(), 0, &data) {
            Ok(read) => {
                prop_assert_ne!(&read, &policy);
                prop_assert_eq!(read.encode().to_vec(), data);
            }
            Err(DecodeError::At { place, .. }) => prop_assert!(place.byte <= at, "{place} {at}"),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn what_is_cut_off_is_refused(policy in policy(), keep in any::<prop::sample::Index>()) {
        let data = policy.encode();
        prop_assume!(!data.is_empty());
        let cut = &data[..keep.index(data.len())];
        prop_assert!(Policy::decode(policy.address(), 0, cut).is_err());
    }
}

#[test]
fn bytes_behind_a_short_field_are_refused_where_they_stand() {
    let entry = CallPermission {
        call_type: CallType::Call,
        target: Address::repeat_byte(5),
        selector: FixedBytes([1, 2, 3, 4]),
        value_limit: U256::ZERO,
        rules: vec![],
    };
    for version in CallPolicyVersion::ALL {
        let data = CallPolicy { version, permissions: vec![entry.clone()] }.encode();
        // Pointer, count and pointer of the entry; then call type, target and selector.
        for at in [96 + 1, 128, 160 + 4, 160 + 31] {
            let mut data = data.to_vec();
            data[at] = 1;
            let error = CallPolicy::decode(version, &data).unwrap_err();
            assert!(error.to_string().contains("wider than its type"), "{at}: {error}");
        }
    }
}

#[test]
fn the_largest_time_has_48_bits() {
    assert_eq!(MAX_U48, 0xffff_ffff_ffff);
    let time = TimestampPolicy { valid_after: MAX_U48, valid_until: MAX_U48 + 1 }.encode();
    assert_eq!(time[..32], time[32..], "larger values count as the largest");
}
