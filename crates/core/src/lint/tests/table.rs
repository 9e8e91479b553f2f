//! Each rule with a key that breaks it and one beside it that does not.

use super::*;
use crate::chain;

type Key = Vec<Policy>;

/// A rule, a key that breaks it, and one that keeps it.
fn of_lists() -> Vec<(Rule, Key, Key)> {
    let v4 = CallPolicyVersion::V0_0_4;
    let listed = |version, entry: CallPermission| changed(0, list(version, vec![entry]));
    let one_of = |params| ParamRule { condition: Condition::OneOf, offset: 0, params };
    let slice = |params| ParamRule { condition: Condition::SliceEqual, offset: 0, params };
    let word = || to_bob(0).params;
    let mut off = good();
    off[3].flag = PolicyFlag::Neither;
    let mut harmless = good();
    harmless[3].flag = PolicyFlag::NotForSignature;
    let many = || [good(), vec![PolicyKind::Sudo.into(); 250]].concat();
    let few = || [good(), vec![PolicyKind::Sudo.into(); 200]].concat();
    vec![
        (Rule::Sudo, and(PolicyKind::Sudo.into()), good()),
        (Rule::NoCallPolicy, without(0), good()),
        (Rule::NothingAllowed, with(vec![]), good()),
        (Rule::TwoCallPolicies, and(list(v4, vec![transfer()])), good()),
        (Rule::TwoOfAKind, and(time(0, NOW + 9)), good()),
        (Rule::DuplicateEntry, with(vec![transfer(), transfer()]), good()),
        (
            Rule::UnknownCondition,
            listed(v4, calling(1, vec![slice(vec![word()[0]; 3])])),
            listed(CallPolicyVersion::V0_0_5, calling(1, vec![slice(vec![word()[0]; 3])])),
        ),
        (
            Rule::BadRule,
            listed(v4, calling(1, vec![ParamRule { params: vec![], ..to_bob(0) }])),
            listed(v4, calling(1, vec![to_bob(0)])),
        ),
        (Rule::TooManyPolicies, many(), few()),
        (
            Rule::WindowTooLong,
            changed(3, rate(crate::policy::MAX_U48, 3, 0, true)),
            changed(3, rate(86_400, 3, 0, true)),
        ),
        (Rule::SwitchedOff, off, harmless),
        (Rule::IdleEntry, with(vec![transfer(), calling(1, vec![one_of(vec![])])]), good()),
        (
            Rule::OldCallPolicy,
            changed(0, list(CallPolicyVersion::V0_0_3, vec![transfer()])),
            good(),
        ),
        (
            Rule::NewCallPolicy,
            changed(0, list(CallPolicyVersion::V0_0_5, vec![transfer()])),
            listed(CallPolicyVersion::V0_0_5, calling(1, vec![slice(vec![word()[0]; 3])])),
        ),
        (Rule::UnboundedBatch, good(), with(vec![calling(1, vec![])])),
    ]
}

fn of_words() -> Vec<(Rule, Key, Key)> {
    let one_of = |params| ParamRule { condition: Condition::OneOf, offset: 0, params };
    let pinned = |to| rule(Condition::Equal, 64, U256::from(to));
    let long = |count| calling(1, vec![one_of(vec![BOB.into_word(); count])]);
    vec![
        (
            Rule::OddOffset,
            with(vec![calling(1, vec![to_bob(4)])]),
            with(vec![calling(1, vec![to_bob(96)])]),
        ),
        (
            Rule::OddOffset,
            with(vec![calling(0xa905_9cbb, vec![to_bob(64)])]),
            with(vec![calling(0xa905_9cbb, vec![to_bob(0)])]),
        ),
        (
            Rule::PointerRule,
            with(vec![calling(0x38ed_1739, vec![to_bob(64)])]),
            with(vec![calling(0x38ed_1739, vec![pinned(0xa0), to_bob(160)])]),
        ),
        (
            Rule::OddOffset,
            with(vec![calling(0x38ed_1739, vec![to_bob(192)])]),
            with(vec![calling(0x38ed_1739, vec![pinned(0xa0), to_bob(192)])]),
        ),
        (Rule::LargeEntry, with(vec![long(130)]), with(vec![long(90)])),
    ]
}

fn of_targets() -> Vec<(Rule, Key, Key)> {
    let target = |target| with(vec![CallPermission { target, ..transfer() }]);
    let any = |selector| {
        with(vec![CallPermission { target: Address::ZERO, ..calling(selector, vec![]) }])
    };
    let kind = |call_type| with(vec![CallPermission { call_type, ..transfer() }]);
    vec![
        (Rule::SelfTarget, target(ACCOUNT), good()),
        (Rule::ModuleTarget, target(chain::ENTRY_POINT_07), good()),
        (Rule::ModuleTarget, target(chain::WEBAUTHN_SIGNER_001), good()),
        (Rule::WildcardAdmin, any(0xe9ae_5c53), any(1)),
        (Rule::WildcardTarget, any(1), with(vec![calling(1, vec![])])),
        (Rule::Delegatecall, kind(CallType::Delegate), kind(CallType::Call)),
    ]
}

fn of_money() -> Vec<(Rule, Key, Key)> {
    let approve = |rules| with(vec![calling(0x095e_a7b3, rules)]);
    let moving = |rules| with(vec![calling(0xa905_9cbb, rules)]);
    let coin = |target, value_limit| {
        let selector = FixedBytes::ZERO;
        with(vec![CallPermission { target, selector, value_limit, ..calling(0, vec![]) }])
    };
    let not_bob = ParamRule { condition: Condition::NotEqual, ..to_bob(0) };
    let huge = rule(Condition::LessThanOrEqual, 32, U256::MAX);
    let swap = |rules| with(vec![calling(0x04e4_5aaf, rules)]);
    let bounded = || vec![to_bob(0), at_most(32, 5)];
    vec![
        (Rule::AllowanceToAnyone, approve(vec![at_most(32, 5)]), approve(bounded())),
        (
            Rule::AllowanceToAnyone,
            approve(vec![not_bob.clone(), at_most(32, 5)]),
            approve(bounded()),
        ),
        (Rule::Allowance, approve(bounded()), approve(vec![to_bob(0), at_most(32, 0)])),
        (Rule::NoAllowanceLimit, approve(vec![to_bob(0)]), approve(bounded())),
        (Rule::NoAllowanceLimit, with(vec![calling(0x3950_9351, bounded())]), approve(bounded())),
        (Rule::WholeBalance, moving(vec![]), moving(vec![to_bob(0)])),
        (Rule::WholeBalance, coin(Address::ZERO, U256::MAX), coin(Address::ZERO, U256::from(9))),
        (Rule::NoAmountLimit, moving(vec![to_bob(0)]), moving(bounded())),
        (Rule::NoAmountLimit, moving(vec![to_bob(0), huge]), moving(bounded())),
        (Rule::NoAmountLimit, coin(BOB, U256::MAX), coin(BOB, U256::from(9))),
        (Rule::NoAmountLimit, swap(vec![to_bob(96)]), swap(vec![to_bob(96), at_most(128, 9)])),
        (Rule::NoAmountLimit, with(vec![calling(0xc04b_8d59, vec![])]), good()),
        (Rule::AnyRecipient, moving(vec![at_most(32, 5)]), moving(bounded())),
        (Rule::AnyRecipient, moving(vec![not_bob, at_most(32, 5)]), moving(bounded())),
        (Rule::AnyRecipient, coin(Address::ZERO, U256::from(9)), coin(BOB, U256::from(9))),
        (
            Rule::AnyPrice,
            swap(vec![to_bob(96), at_most(128, 9), at_most(160, 9)]),
            swap(vec![rule(Condition::GreaterThanOrEqual, 160, U256::from(1))]),
        ),
        (Rule::HiddenCalls, with(vec![calling(0xac96_50d8, vec![])]), good()),
    ]
}

fn of_limits() -> Vec<(Rule, Key, Key)> {
    let year = 366 * 86_400;
    vec![
        (Rule::NoExpiry, without(2), good()),
        (Rule::NoExpiry, changed(2, time(NOW, 0)), good()),
        (Rule::FarExpiry, changed(2, time(0, NOW + year + 1)), changed(2, time(0, NOW + year))),
        (Rule::NeverOpen, changed(2, time(NOW + 9, NOW + 8)), changed(2, time(NOW + 9, NOW + 9))),
        (
            Rule::NeverOpen,
            changed(3, rate(9, 3, NOW + 86_401, false)),
            changed(3, rate(9, 3, NOW + 86_400, false)),
        ),
        (Rule::AlreadyOver, changed(2, time(0, NOW - 1)), changed(2, time(0, NOW))),
        (Rule::NoUseLimit, without(3), good()),
        (Rule::NoUses, changed(3, rate(0, 0, 0, false)), good()),
        (
            Rule::IdleLimit,
            changed(3, rate(0, 1_000_000, 0, false)),
            changed(3, rate(0, 999_999, 0, false)),
        ),
        (Rule::IdleLimit, changed(3, rate(0, 3, 0, true)), changed(3, rate(60, 3, 0, true))),
        (Rule::IdleSpacing, changed(3, rate(60, 3, 0, false)), changed(3, rate(60, 3, NOW, false))),
        (
            Rule::SpacingTooLong,
            changed(3, rate(crate::policy::MAX_U48, 3, NOW, false)),
            changed(3, rate(86_400, 3, NOW, false)),
        ),
        (
            Rule::UnreachableUses,
            changed(3, rate(86_400_000, 3, NOW, false)),
            changed(3, rate(86_400, 3, NOW, false)),
        ),
        (Rule::IdleGasBudget, changed(1, gas(1 << 96, false, Address::ZERO)), good()),
        (Rule::ResettingLimit, changed(3, rate(60, 3, 0, true)), good()),
        (Rule::NoGasBudget, without(1), good()),
        (Rule::NoGas, changed(1, gas(0, false, Address::ZERO)), good()),
        (
            Rule::IdlePaymaster,
            changed(1, gas(1, true, Address::ZERO)),
            changed(1, gas(1, true, BOB)),
        ),
        (Rule::IgnoredPaymaster, changed(1, gas(1, false, BOB)), changed(1, gas(1, true, BOB))),
        (Rule::Messages, without(4), good()),
        (Rule::MessagesForSome, changed(4, callers(vec![BOB])), good()),
    ]
}

#[test]
fn each_rule_finds_what_it_is_for_and_nothing_else() {
    let rows = [of_lists(), of_words(), of_targets(), of_money(), of_limits()].concat();
    for (rule, bad, fine) in &rows {
        let found = rules_of(bad);
        assert!(found.contains(rule), "{rule:?} not in {found:?}");
        let found = rules_of(fine);
        assert!(!found.contains(rule), "{rule:?} in {found:?}");
    }
    let on_chains = [
        Rule::NoCode,
        Rule::UnverifiedAbi,
        Rule::UnpatchedModule,
        Rule::GasAboveBalance,
        Rule::PerNetwork,
    ];
    for rule in Rule::ALL {
        let shown = rows.iter().any(|(shown, ..)| shown == rule) || on_chains.contains(rule);
        assert!(shown, "{rule:?} has no case");
    }
}

#[test]
fn chains_speak_of_what_was_read_and_of_nothing_else() {
    let contract = |code, abi_verified| ContractFacts { address: TOKEN, code, abi_verified };
    let chain = |facts: &dyn Fn(&mut ChainFacts)| {
        let mut chain =
            ChainFacts { chain_id: 5, name: "Base".to_owned(), ..ChainFacts::default() };
        facts(&mut chain);
        chain
    };
    let found = |chains: &[ChainFacts]| -> Vec<Rule> {
        let context = Context { chains, ..here() };
        let all = findings(&good(), &context).into_iter();
        all.map(|f| f.rule).filter(|rule| *rule != Rule::UnboundedBatch).collect()
    };
    use Known::{No, Unknown, Yes};
    let cases: [(&[Rule], ChainFacts); 10] = [
        (&[Rule::NoCode], chain(&|c| c.contracts = vec![contract(No, Unknown)])),
        (&[Rule::NoCode], chain(&|c| c.contracts = vec![contract(No, No)])),
        (&[Rule::UnverifiedAbi], chain(&|c| c.contracts = vec![contract(Yes, No)])),
        (&[], chain(&|c| c.contracts = vec![contract(Yes, Yes)])),
        (&[], chain(&|c| c.contracts = vec![contract(Unknown, Unknown)])),
        (&[Rule::GasAboveBalance], chain(&|c| c.balance = Some(U256::from(999)))),
        (&[], chain(&|c| c.balance = Some(U256::from(1_000)))),
        (&[], chain(&|c| c.balance = None)),
        (&[Rule::UnpatchedModule], chain(&|c| c.modules = vec![chain::WEBAUTHN_VALIDATOR_002])),
        (&[], chain(&|c| c.modules = vec![chain::WEBAUTHN_VALIDATOR_003])),
    ];
    for (rules, facts) in &cases {
        assert_eq!(found(std::slice::from_ref(facts)), *rules, "{facts:?}");
    }
    assert_eq!(found(&[ChainFacts::default(), ChainFacts::default()]), [Rule::PerNetwork]);
    let other = ContractFacts { address: BOB, code: No, abi_verified: No };
    assert_eq!(found(&[chain(&|c| c.contracts = vec![other])]), [], "it may not call that one");
}

#[test]
fn coin_goes_to_people_who_have_no_code() {
    let entry = CallPermission { target: BOB, value_limit: U256::from(5), ..calling(0, vec![]) };
    let contracts = vec![ContractFacts { address: BOB, code: Known::No, abi_verified: Known::No }];
    let chains = [ChainFacts { contracts, ..ChainFacts::default() }];
    let context = Context { chains: &chains, ..here() };
    let found: Vec<Rule> = findings(&with(vec![entry]), &context).iter().map(|f| f.rule).collect();
    assert_eq!(found, [Rule::UnboundedBatch]);
}

#[test]
fn a_named_amount_without_a_limit_is_seen() {
    use crate::{approval::Claims, names::Names};
    let claims = Claims {
        functions: vec![
            "lock(uint256 amount,uint256 minAmountOut)".to_owned(),
            "note(string text,uint256 id)".to_owned(),
        ],
        ..Claims::default()
    };
    let names = Names::new(&claims, &[1]);
    let of = |signature: &str, rules| {
        let selector = alloy_primitives::keccak256(signature);
        let number = u32::from_be_bytes(*selector.first_chunk::<4>().unwrap());
        let found = named(&with(vec![calling(number, rules)]), &names);
        found.into_iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    let lock = "lock(uint256,uint256)";
    assert_eq!(of(lock, vec![]), [Rule::NoAmountLimit]);
    assert_eq!(of(lock, vec![at_most(0, 5)]), [], "a least amount needs no limit");
    assert_eq!(of(lock, vec![at_most(0, 5), at_most(64, 5)]), [Rule::OddOffset]);
    assert_eq!(of("note(string,uint256)", vec![to_bob(0)]), [Rule::PointerRule]);
    assert_eq!(of("note(string,uint256)", vec![at_most(32, 5)]), []);
    assert_eq!(of("other(uint256)", vec![]), [], "nobody named it");
    assert_eq!(of("transfer(address,uint256)", vec![]), [], "the tables know it");
}
