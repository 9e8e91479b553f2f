//! Encoded bytes and what is read of them go together, in every language: the same bytes read the
//! same, other bytes that bind otherwise read otherwise, and nothing in the bytes is left out.

use alloy_primitives::{Address, B256, FixedBytes, I256, U256};
use proptest::prelude::*;

use super::{
    argument, not_limited, rules, sentence, span,
    summary::{binds_messages, binds_operations},
};
use crate::{
    amount,
    approval::{Claims, NetworkClaim, TokenClaim},
    date,
    language::Language,
    names::{Names, TRANSFER},
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, MAX_U48,
        ParamRule, Policy, PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy,
        TimestampPolicy,
    },
    text::is_hidden,
    worst_case,
};

const TOKEN: Address = Address::repeat_byte(0x70);

fn claims(symbol: &str, name: &str) -> Claims {
    let token = TokenClaim { chain_id: 5, token: TOKEN, symbol: symbol.into(), decimals: 6 };
    let network = NetworkClaim { chain_id: 5, name: name.into(), native_symbol: symbol.into() };
    let functions = ["twins(uint256 amount,uint256 amount)", "set(bool,int8 depth,bytes4)"];
    let functions = functions.map(str::to_owned).to_vec();
    Claims { tokens: vec![token], networks: vec![network], functions }
}

fn selector(signature: &str) -> FixedBytes<4> {
    FixedBytes::from_slice(&alloy_primitives::keccak256(signature)[..4])
}

fn any_address() -> impl Strategy<Value = Address> {
    prop_oneof![Just(TOKEN), Just(Address::ZERO), any::<[u8; 20]>().prop_map(Address::from)]
}

fn any_word() -> impl Strategy<Value = B256> {
    let small = (0_u64..3).prop_map(|n| B256::from(U256::from(n)));
    let address = any_address().prop_map(|a| a.into_word());
    prop_oneof![small, address, any::<[u8; 32]>().prop_map(B256::from)]
}

fn any_rule(version: CallPolicyVersion) -> impl Strategy<Value = ParamRule> {
    let offset = prop_oneof![prop::sample::select(vec![0_u64, 32, 64, 7]), any::<u64>()];
    let many = if version == CallPolicyVersion::V0_0_1 { 1..2 } else { 0..4 };
    (0_u8..8, offset, prop::collection::vec(any_word(), many)).prop_map(
        |(condition, offset, params)| {
            let condition = Condition::from_number(condition).unwrap();
            ParamRule { condition, offset, params }
        },
    )
}

fn any_entry(version: CallPolicyVersion) -> impl Strategy<Value = CallPermission> {
    let known = [
        FixedBytes::ZERO,
        TRANSFER,
        selector("twins(uint256,uint256)"),
        selector("set(bool,int8,bytes4)"),
    ];
    let selector = prop_oneof![4 => prop::sample::select(known.to_vec()), 1 => any::<[u8; 4]>().prop_map(FixedBytes)];
    let kind = prop_oneof![4 => Just(CallType::Call), 1 => Just(CallType::Delegate), 1 => Just(CallType::Batch)];
    let value = prop_oneof![Just(U256::ZERO), any::<u64>().prop_map(U256::from)];
    (kind, any_address(), selector, value, prop::collection::vec(any_rule(version), 0..3)).prop_map(
        |(call_type, target, selector, value_limit, rules)| CallPermission {
            call_type,
            target,
            selector,
            value_limit,
            rules,
        },
    )
}

fn any_calls(version: CallPolicyVersion) -> impl Strategy<Value = PolicyKind> {
    prop::collection::vec(any_entry(version), 0..3)
        .prop_map(move |permissions| PolicyKind::Call(CallPolicy { version, permissions }))
}

fn any_time() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), Just(86_400), 0..=MAX_U48]
}

fn any_kinds() -> impl Strategy<Value = Vec<PolicyKind>> {
    let versions = prop::sample::subsequence(CallPolicyVersion::ALL.to_vec(), 0..3);
    let calls = versions.prop_flat_map(|v| v.into_iter().map(any_calls).collect::<Vec<_>>());
    let gas = (any::<u128>(), any::<bool>(), any_address()).prop_map(
        |(allowed_wei, enforce_paymaster, allowed_paymaster)| {
            PolicyKind::Gas(GasPolicy { allowed_wei, enforce_paymaster, allowed_paymaster })
        },
    );
    let rate = (any_time(), 0..=MAX_U48, any_time(), any::<bool>());
    let rate = rate.prop_map(|(interval, count, start_at, reset)| {
        let start_at = if reset { 0 } else { start_at };
        PolicyKind::RateLimit(RateLimitPolicy { interval, count, start_at, reset })
    });
    let time = (any_time(), any_time()).prop_map(|(valid_after, valid_until)| {
        PolicyKind::Timestamp(TimestampPolicy { valid_after, valid_until })
    });
    let callers = prop::collection::vec(any_address(), 0..3).prop_map(|allowed_callers| {
        PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers })
    });
    let sudo = Just(PolicyKind::Sudo);
    let of = |one: BoxedStrategy<PolicyKind>| prop::option::of(one);
    let others = (
        of(gas.boxed()),
        of(rate.boxed()),
        of(time.boxed()),
        of(callers.boxed()),
        prop::option::weighted(0.1, sudo),
    );
    (calls, others).prop_map(|(calls, (gas, rate, time, callers, sudo))| {
        calls.into_iter().chain(gas).chain(rate).chain(time).chain(callers).chain(sudo).collect()
    })
}

/// As one permission can hold them: each contract once.
fn any_policies() -> impl Strategy<Value = Vec<Policy>> {
    let flag = prop_oneof![
        6 => Just(PolicyFlag::All),
        1 => Just(PolicyFlag::NotForUserOp),
        1 => Just(PolicyFlag::NotForSignature),
        1 => Just(PolicyFlag::Neither),
    ];
    (any_kinds(), prop::collection::vec(flag, 8)).prop_map(|(kinds, flags)| {
        kinds.into_iter().zip(flags).map(|(kind, flag)| Policy { flag, kind }).collect()
    })
}

/// The policies with one byte of their encoding changed, where that is still a policy.
fn bent(policies: &[Policy], place: usize, byte: u8) -> Option<Vec<Policy>> {
    let mut out = policies.to_vec();
    let count = out.len();
    let policy = out.get_mut(place.checked_rem(count)?)?;
    let mut entry = policy.entry().to_vec();
    // Numbers stand at the ends of words: those bytes more often.
    let at = place / 7 % entry.len();
    let at = if byte.is_multiple_of(2) { 22 + at / 32 * 32 + 31 } else { at };
    let at = at % entry.len();
    entry[at] ^= byte.max(1);
    let flag = u16::from_be_bytes([entry[0], entry[1]]);
    *policy = Policy::decode(Address::from_slice(&entry[2..22]), flag, &entry[22..]).ok()?;
    Some(out)
}

/// The policies with a part left out or moved.
fn cut(policies: &[Policy], place: usize) -> Vec<Policy> {
    let mut out = policies.to_vec();
    let mut lists: Vec<&mut CallPolicy> = Vec::new();
    for policy in &mut out {
        if let PolicyKind::Call(call) = &mut policy.kind {
            lists.push(call);
        }
    }
    match (lists.as_mut_slice(), place % 5) {
        ([a, b], 0) => b.permissions.extend(a.permissions.pop()),
        ([one, ..], 1) => drop(one.permissions.pop()),
        ([one, ..], 2) if one.permissions.len() > 1 => {
            let rule = one.permissions[0].rules.pop();
            one.permissions[1].rules.extend(rule);
        }
        ([one, ..], 3) => {
            let rules = one.permissions.iter_mut().flat_map(|p| &mut p.rules);
            rules.for_each(|rule| rule.params.truncate(1));
        }
        _ => {
            let gone = place.checked_rem(policies.len());
            let kept = policies.iter().enumerate().filter(|(at, _)| Some(*at) != gone);
            return kept.map(|(_, policy)| policy.clone()).collect();
        }
    }
    out
}

/// What of the policies binds: a flag only as far as it switches a check off.
fn binding(policies: &[Policy]) -> Vec<(bool, PolicyKind)> {
    let binds = |policy: &Policy| match &policy.kind {
        PolicyKind::SignatureCaller(_) => binds_messages(policy),
        PolicyKind::Call(_)
        | PolicyKind::Gas(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::Sudo => binds_operations(policy),
    };
    policies.iter().map(|policy| (binds(policy), policy.kind.clone())).collect()
}

/// Everything that is said of a key.
fn all_of(policies: &[Policy], names: &Names<'_>) -> Vec<String> {
    let mut lines = vec![span::plain(&sentence(policies, names))];
    lines.extend(rules(policies, names));
    lines.extend(not_limited(policies, names));
    for row in worst_case::rows(policies, names) {
        lines.extend([row.label, row.amount]);
    }
    lines.extend(names.sentences(&[TOKEN]));
    lines
}

/// One way or another to write a word.
fn written(word: B256, language: Language) -> Vec<String> {
    let number = U256::from_be_bytes(word.0);
    let mut ways = vec![
        word.to_string(),
        amount::group(&number.to_string()),
        I256::from_raw(number).to_string(),
        amount::format_in(language, number, 6),
        alloy_primitives::hex::encode_prefixed(&word[..4]),
    ];
    if word[..12].iter().all(|byte| *byte == 0) {
        ways.push(Address::from_slice(&word[12..]).to_string());
    }
    if number <= U256::ONE {
        let yes = number == U256::ONE;
        ways.push(if yes { "true" } else { "false" }.to_owned());
        ways.push(if yes { "wahr" } else { "falsch" }.to_owned());
    }
    ways
}

/// For each thing in the bytes, the ways to write it.
fn things(policy: &Policy, names: &Names<'_>) -> Vec<Vec<String>> {
    let language = names.language();
    let time = |secs: u64| (secs > 0).then(|| vec![date::words_in(language, secs)]);
    let length = |secs: u64| (secs > 0).then(|| vec![date::length_in(language, secs, false)]);
    let address = |a: Address| (!a.is_zero()).then(|| vec![a.to_string()]);
    match &policy.kind {
        PolicyKind::Sudo => Vec::new(),
        PolicyKind::Gas(gas) => {
            let budget = vec![names.native(U256::from(gas.allowed_wei))];
            [Some(budget), address(gas.allowed_paymaster)].into_iter().flatten().collect()
        }
        PolicyKind::Timestamp(t) => {
            [time(t.valid_after), time(t.valid_until)].into_iter().flatten().collect()
        }
        PolicyKind::RateLimit(rate) => {
            let count = vec![amount::group(&rate.count.to_string())];
            [Some(count), length(rate.interval), time(rate.start_at)]
                .into_iter()
                .flatten()
                .collect()
        }
        PolicyKind::SignatureCaller(callers) => {
            callers.allowed_callers.iter().map(|a| vec![a.to_string()]).collect()
        }
        PolicyKind::Call(call) => {
            call.permissions.iter().flat_map(|entry| of_entry(entry, names)).collect()
        }
    }
}

fn of_entry(entry: &CallPermission, names: &Names<'_>) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    if !entry.target.is_zero() {
        out.push(vec![entry.target.to_string()]);
    }
    if !entry.selector.is_zero() {
        out.push(vec![names.function_words(entry.selector)]);
    }
    if !entry.value_limit.is_zero() {
        out.push(vec![names.native(entry.value_limit)]);
    }
    for rule in &entry.rules {
        out.push(vec![argument::find(names, entry.target, entry.selector, rule.offset).phrase()]);
        out.extend(rule.params.iter().map(|word| written(*word, names.language())));
    }
    out
}

proptest! {
    #[test]
    fn the_same_bytes_read_the_same(policies in any_policies()) {
        let read: Vec<_> = policies
            .iter()
            .map(|policy| {
                let entry = policy.entry();
                let flag = u16::from_be_bytes([entry[0], entry[1]]);
                Policy::decode(policy.address(), flag, &entry[22..]).unwrap()
            })
            .collect();
        let claims = claims("DUSD", "Local");
        for language in Language::ALL {
            let names = Names::new(&claims, &[5]).speaking(language);
            prop_assert_eq!(all_of(&policies, &names), all_of(&read, &names));
        }
    }

    #[test]
    fn what_binds_otherwise_reads_otherwise(
        policies in any_policies(),
        other in any_policies(),
        (place, byte) in (any::<usize>(), any::<u8>()),
    ) {
        let claims = claims("DUSD", "Local");
        let near = [bent(&policies, place, byte), Some(cut(&policies, place)), Some(other)];
        for near in near.into_iter().flatten().filter(|n| binding(n) != binding(&policies)) {
            for language in Language::ALL {
                let names = Names::new(&claims, &[5]).speaking(language);
                prop_assert_ne!(rules(&policies, &names), rules(&near, &names), "{:?}", near);
            }
        }
    }

    #[test]
    fn nothing_in_the_bytes_is_left_out(policies in any_policies()) {
        let claims = claims("DUSD", "Local");
        for language in Language::ALL {
            let names = Names::new(&claims, &[5]).speaking(language);
            let text = rules(&policies, &names).join("\n");
            for ways in policies.iter().flat_map(|policy| things(policy, &names)) {
                prop_assert!(ways.iter().any(|way| text.contains(way)), "{ways:?} in {text}");
            }
        }
    }

    #[test]
    fn no_text_hides_or_moves_anything(
        policies in any_policies(),
        symbol in any::<String>(),
        name in any::<String>(),
    ) {
        let claims = claims(&symbol, &name);
        for language in Language::ALL {
            let names = Names::new(&claims, &[5]).speaking(language);
            for line in all_of(&policies, &names) {
                prop_assert!(!line.chars().any(is_hidden), "{line:?}");
                prop_assert!(!line.is_empty() && !line.contains(['{', '}', '*']), "{line:?}");
            }
        }
    }
}

#[test]
fn a_key_reads_in_german() {
    let claims = claims("DUSD", "Basis");
    let names = Names::new(&claims, &[5]).speaking(Language::German);
    let bob = Address::repeat_byte(0xb0);
    let rule = |condition, offset, word: B256| ParamRule { condition, offset, params: vec![word] };
    let most = B256::from(U256::from(12_500_000));
    let pay = CallPermission {
        call_type: CallType::Call,
        target: TOKEN,
        selector: TRANSFER,
        value_limit: U256::ZERO,
        rules: vec![
            rule(Condition::Equal, 0, bob.into_word()),
            rule(Condition::LessThanOrEqual, 32, most),
        ],
    };
    let permissions = vec![pay];
    let rate =
        RateLimitPolicy { interval: 172_800, count: 3, start_at: 1_795_165_200, reset: false };
    let policies: Vec<Policy> = vec![
        PolicyKind::Call(CallPolicy { version: CallPolicyVersion::V0_0_4, permissions }).into(),
        PolicyKind::RateLimit(rate).into(),
        PolicyKind::Timestamp(TimestampPolicy { valid_after: 0, valid_until: 1_900_000_000 })
            .into(),
    ];
    assert_eq!(
        span::plain(&sentence(&policies, &names)),
        "Bis zu 12,5 DUSD auf einmal an 0xB0B0…B0B0 senden, in 3 Vorgängen im Abstand von 2 Tagen, \
         bis 17. März 2030, 17:46:40 UTC, auf Basis. Sonst nichts."
    );
    let lines = rules(&policies, &names);
    assert!(lines.contains(
        &"Sein Argument „amount“ darf höchstens 12,5 DUSD (12\u{202F}500\u{202F}000 kleinste Einheiten) sein."
            .to_owned()
    ), "{lines:?}");
    assert!(lines.contains(&"Sendet insgesamt höchstens 3 Vorgänge.".to_owned()));
    let rows = worst_case::rows(&policies, &names);
    assert!(rows.iter().any(|row| row.label == "Nachrichten signieren" && row.unlimited));
}
