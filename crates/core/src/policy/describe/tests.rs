//! Sentences, rules and open ends for the shapes keys have.

use alloy_primitives::{Address, B256, FixedBytes, U256};
use proptest::prelude::*;

use super::*;
use crate::{
    approval::{Claims, NetworkClaim, TokenClaim},
    names::{Names, TRANSFER},
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, ParamRule, Policy,
        PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
    },
};

const TOKEN: Address = Address::repeat_byte(0x70);
const BOB: Address = Address::repeat_byte(0xb0);

fn claims() -> Claims {
    let token = TokenClaim { chain_id: 5, token: TOKEN, symbol: "DUSD".to_owned(), decimals: 6 };
    let network = NetworkClaim {
        chain_id: 5,
        name: "Local network".to_owned(),
        native_symbol: "ETH".to_owned(),
    };
    let functions = vec!["mint(address to,uint256,bool)".to_owned()];
    Claims { tokens: vec![token], networks: vec![network], functions }
}

fn entry(selector: FixedBytes<4>, rules: Vec<ParamRule>) -> CallPermission {
    let (call_type, value_limit) = (CallType::Call, U256::ZERO);
    CallPermission { call_type, target: TOKEN, selector, value_limit, rules }
}

fn rule(condition: Condition, offset: u64, params: Vec<B256>) -> ParamRule {
    ParamRule { condition, offset, params }
}

fn call(permissions: Vec<CallPermission>) -> Policy {
    PolicyKind::Call(CallPolicy { version: CallPolicyVersion::V0_0_4, permissions }).into()
}

fn say(policies: &[Policy]) -> String {
    let claims = claims();
    span::plain(&sentence(policies, &Names::new(&claims, &[5])))
}

fn open(policies: &[Policy]) -> Vec<String> {
    let claims = claims();
    not_limited(policies, &Names::new(&claims, &[5]))
}

const END: &str = ", any number of times, with no end, on Local network. Nothing else.";

#[test]
fn payments() {
    let bob = rule(Condition::Equal, 0, vec![BOB.into_word()]);
    let both = rule(Condition::OneOf, 0, vec![BOB.into_word(), TOKEN.into_word()]);
    let exactly = rule(Condition::Equal, 32, vec![U256::from(1_500_000).into()]);
    assert_eq!(
        say(&[call(vec![entry(TRANSFER, vec![bob, exactly])])]),
        format!("Send exactly 1.5 DUSD at a time to 0xB0B0…B0B0{END}")
    );
    assert_eq!(
        say(&[call(vec![entry(TRANSFER, vec![both])])]),
        format!("Send any amount of DUSD to 0xB0B0…B0B0 or 0x7070…7070{END}")
    );
    assert_eq!(
        say(&[call(vec![entry(TRANSFER, vec![])])]),
        format!("Send any amount of DUSD to anyone{END}")
    );
    let native = CallPermission { value_limit: U256::from(5), ..entry(FixedBytes::ZERO, vec![]) };
    assert_eq!(
        say(&[call(vec![native])]),
        format!("Send up to 0.000000000000000005 ETH at a time to 0x7070…7070{END}")
    );
}

#[test]
fn calls_and_lists() {
    let mint =
        FixedBytes::from_slice(&alloy_primitives::keccak256("mint(address,uint256,bool)")[..4]);
    let yes = rule(Condition::Equal, 64, vec![U256::from(1).into()]);
    let policies = [call(vec![entry(mint, vec![yes]), entry(TRANSFER, vec![])])];
    assert_eq!(
        say(&policies),
        format!(
            "Call mint(address,uint256,bool) of 0x7070…7070 within 1 rule on its arguments, and \
             send any amount of DUSD to anyone{END}"
        )
    );
    let claims = claims();
    let rules = rules(&policies, &Names::new(&claims, &[5]));
    assert!(rules.contains(&"Its argument 3 must be true.".to_owned()), "{rules:?}");
    let unknown = rule(Condition::NotEqual, 7, vec![B256::ZERO]);
    assert!(
        say(&[call(vec![entry(FixedBytes([1; 4]), vec![unknown])])])
            .contains("function 0x01010101")
    );
}

#[test]
fn a_key_without_a_list_is_never_said_to_do_nothing_else() {
    let sudo: Policy = PolicyKind::Sudo.into();
    for policies in [vec![], vec![sudo]] {
        let sentence = say(&policies);
        assert!(sentence.starts_with("Do anything"), "{sentence}");
        assert!(!sentence.contains("Nothing else"), "{sentence}");
    }
    let mut off = call(vec![entry(TRANSFER, vec![])]);
    off.flag = PolicyFlag::NotForUserOp;
    assert!(say(&[off]).starts_with("Do anything"));
}

#[test]
fn counts_spacing_and_windows() {
    let rate =
        RateLimitPolicy { interval: 604_800, count: 3, start_at: 1_795_165_200, reset: false };
    let until = TimestampPolicy { valid_after: 0, valid_until: 1_796_165_200 };
    let spaced = [
        call(vec![entry(TRANSFER, vec![])]),
        PolicyKind::RateLimit(rate).into(),
        PolicyKind::Timestamp(until).into(),
    ];
    let sentence = say(&spaced);
    assert!(sentence.contains(", in 3 operations 1 week apart, until 1 Dec 2026"), "{sentence}");
    assert!(open(&spaced).iter().any(|line| line.contains("each 1 week frees one more")));
    let idle = RateLimitPolicy { start_at: 0, ..rate };
    let idle = [call(vec![]), PolicyKind::RateLimit(idle).into()];
    assert!(!say(&idle).contains("apart"));
    assert!(open(&idle).iter().any(|line| line.contains("1970")));
}

#[test]
fn messages_are_mentioned_unless_all_are_refused() {
    let none = PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers: vec![] });
    let list = call(vec![entry(TRANSFER, vec![])]);
    assert!(open(std::slice::from_ref(&list)).iter().any(|l| l.contains("messages")));
    assert!(!open(&[list, none.into()]).iter().any(|l| l.contains("messages")));
}

proptest! {
    #[test]
    fn any_call_policy_is_described(
        selector in any::<[u8; 4]>(),
        target in any::<[u8; 20]>(),
        offset in any::<u64>(),
        number in 0_u8..8,
        params in proptest::collection::vec(any::<[u8; 32]>(), 0..4),
    ) {
        let params = params.into_iter().map(B256::from).collect();
        let rule = rule(Condition::from_number(number).unwrap(), offset, params);
        let entry = CallPermission { target: target.into(), ..entry(FixedBytes(selector), vec![rule]) };
        let policies = [call(vec![entry])];
        let claims = claims();
        let names = Names::new(&claims, &[5]);
        prop_assert!(say(&policies).ends_with("Nothing else."));
        prop_assert_eq!(rules(&policies, &names).len(), 3);
        prop_assert!(!open(&policies).is_empty());
    }
}
