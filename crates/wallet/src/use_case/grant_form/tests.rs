//! The form and the policies are two ways of writing one thing: what is made from policies reads as
//! exactly these policies again.

use alloy_primitives::{Address, B256, FixedBytes, U256};
use latchkey_core::account::{AccountSpec, Owner};
use latchkey_core::approval::{KeptIn, OwnerKind, OwnerPublic};
use latchkey_core::kernel::version::KernelVersion;
use latchkey_core::names::TRANSFER;
use latchkey_core::policy::{
    CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, ParamRule,
    Policy, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
};
use proptest::prelude::*;

use super::*;
use crate::record::{Account, Agent, Network, Token};
use crate::views::{Allow, GrantForm};

const NOW: u64 = 1_800_000_000;
const ACCOUNT: Address = Address::repeat_byte(0xaa);
const DUSD: Address = Address::repeat_byte(7);
const FUNCTIONS: [&str; 4] = [
    "approve(address,uint256)",
    "exactInputSingle((address,address,uint24,address,uint256,uint256,uint160))",
    "f(bytes32,bool,int128,bytes,uint8[2])",
    "claim()",
];

fn facts() -> Facts {
    let owner = Address::repeat_byte(1);
    let account = Account {
        id: 1,
        name: "Main".into(),
        spec: AccountSpec {
            version: KernelVersion::V0_3_1,
            owner: Owner::MultiChainEcdsa(owner),
            index: U256::ZERO,
        },
        address: ACCOUNT,
        vault_id: "owner:1".into(),
        kept_in: KeptIn::SealedFile,
        kind: OwnerKind::Passphrase,
        public: OwnerPublic::Address(owner),
        former_keys: 0,
        created_at: 1,
    };
    let agent = Agent {
        id: 1,
        name: "bot".into(),
        token_sha256: B256::ZERO,
        created_at: 1,
        last_seen_at: None,
        removed: false,
    };
    let network = Network {
        chain_id: 1,
        name: "One".into(),
        rpc_url: String::new(),
        bundler_url: String::new(),
        native_symbol: "ETH".into(),
        explorer_url: None,
        built_in: false,
    };
    Facts {
        now: NOW,
        language: latchkey_core::language::Language::English,
        account,
        agents: vec![agent],
        keys: Vec::new(),
        contracts: Vec::new(),
        networks: vec![network],
        tokens: vec![Token { chain_id: 1, address: DUSD, symbol: "DUSD".into(), decimals: 6 }],
        replaced: None,
        unread: Vec::new(),
        fee_cap: Some(U256::from(2_000_000_000)),
    }
}

fn empty_form() -> GrantForm {
    GrantForm { agent_id: Some(1), chain_ids: vec![1], ..GrantForm::default() }
}

fn back_and_forth(policies: &[Policy]) -> (GrantForm, Vec<Policy>) {
    let facts = facts();
    let functions = FUNCTIONS.map(str::to_owned);
    let known = Known { account: ACCOUNT, tokens: &facts.tokens, functions: &functions };
    let form = parts(policies, &known).unwrap().into_form(empty_form());
    let json = serde_json::to_string(&form).unwrap();
    let form: GrantForm = serde_json::from_str(&json).unwrap();
    let (wanted, problems) = read(&form, &facts);
    let problems = problems.list();
    let wanted = wanted.unwrap_or_else(|| panic!("{form:?}: {problems:?}"));
    (form, wanted.policies)
}

fn addresses() -> impl Strategy<Value = Address> {
    prop_oneof![(1_u8..6).prop_map(Address::repeat_byte), any::<[u8; 20]>().prop_map(Address::from)]
        .prop_filter("not nobody", |one| !one.is_zero())
}

fn amounts() -> impl Strategy<Value = U256> {
    prop_oneof![(0_u64..2000).prop_map(U256::from), any::<[u64; 4]>().prop_map(U256::from_limbs)]
}

fn words() -> impl Strategy<Value = B256> {
    prop_oneof![
        addresses().prop_map(|one| one.into_word()),
        amounts().prop_map(B256::from),
        any::<[u8; 32]>().prop_map(B256::from),
    ]
}

fn conditions() -> impl Strategy<Value = Condition> {
    (0_u8..7).prop_map(|number| Condition::from_number(number).unwrap())
}

fn rules() -> impl Strategy<Value = ParamRule> {
    let offsets = prop_oneof![(0_u64..8).prop_map(|word| word * 32), 0_u64..400];
    (conditions(), offsets, prop::collection::vec(words(), 1..4)).prop_map(
        |(condition, offset, mut params)| {
            if condition != Condition::OneOf {
                params.truncate(1);
            }
            ParamRule { condition, offset, params }
        },
    )
}

fn slices() -> impl Strategy<Value = ParamRule> {
    prop::collection::vec(words(), 3).prop_map(|params| ParamRule {
        condition: Condition::SliceEqual,
        offset: 0,
        params,
    })
}

fn entries() -> impl Strategy<Value = CallPermission> {
    let targets = prop_oneof![Just(DUSD), Just(Address::ZERO), Just(ACCOUNT), addresses()];
    let known = (0..FUNCTIONS.len())
        .prop_map(|place| alloy_json_abi::Function::parse(FUNCTIONS[place]).unwrap().selector());
    let selectors = prop_oneof![
        Just(TRANSFER),
        Just(FixedBytes::ZERO),
        known,
        any::<[u8; 4]>().prop_map(FixedBytes::from),
    ];
    let values = prop_oneof![Just(U256::ZERO), amounts()];
    let types = prop_oneof![9 => Just(CallType::Call), 1 => Just(CallType::Delegate)];
    let rules = prop_oneof![
        3 => prop::collection::vec(rules(), 0..4),
        1 => prop::collection::vec(slices(), 1..2),
        2 => (prop::collection::vec(addresses(), 1..4), amounts()).prop_map(|(to, most)| vec![
            ParamRule {
                condition: if to.len() == 1 { Condition::Equal } else { Condition::OneOf },
                offset: 0,
                params: to.into_iter().map(|one| one.into_word()).collect(),
            },
            ParamRule {
                condition: Condition::LessThanOrEqual,
                offset: 32,
                params: vec![most.into()],
            },
        ]),
    ];
    (types, targets, selectors, values, rules).prop_map(
        |(call_type, target, selector, value_limit, rules)| CallPermission {
            call_type,
            target,
            selector,
            value_limit,
            rules,
        },
    )
}

fn calls() -> impl Strategy<Value = PolicyKind> {
    let listed = prop::collection::vec(entries(), 1..5).prop_map(|permissions| {
        let sliced = permissions.iter().flat_map(|one| &one.rules);
        let sliced = sliced.into_iter().any(|rule| rule.condition == Condition::SliceEqual);
        let version = if sliced { CallPolicyVersion::V0_0_5 } else { CallPolicyVersion::V0_0_4 };
        PolicyKind::Call(CallPolicy { version, permissions })
    });
    prop_oneof![9 => listed, 1 => Just(PolicyKind::Sudo)]
}

/// Every list of policies that the form can say, in the form's order.
fn policies() -> impl Strategy<Value = Vec<Policy>> {
    let gas = (1_u128.., prop::option::of(addresses())).prop_map(|(allowed_wei, paymaster)| {
        PolicyKind::Gas(GasPolicy {
            allowed_wei,
            enforce_paymaster: paymaster.is_some(),
            allowed_paymaster: paymaster.unwrap_or_default(),
        })
    });
    let rate = prop::option::of((1_u64..1_000_000, 0_u64..100_000));
    let time = (prop_oneof![Just(0_u64), 1_u64..NOW], prop_oneof![Just(0_u64), NOW + 1..NOW * 2]);
    let callers = prop::option::of(prop::collection::hash_set(addresses(), 0..4));
    (calls(), gas, rate, time, callers).prop_map(|(first, gas, rate, (from, until), callers)| {
        let start = if from > 0 { from } else { NOW };
        let rate = rate.map(|(count, interval)| {
            let start_at = if interval > 0 { start } else { 0 };
            PolicyKind::RateLimit(RateLimitPolicy { interval, count, start_at, reset: false })
        });
        let time = TimestampPolicy { valid_after: from, valid_until: until };
        let time = (from > 0 || until > 0).then_some(PolicyKind::Timestamp(time));
        let callers = callers.map(|callers| {
            let allowed_callers = callers.into_iter().collect();
            PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers })
        });
        let all = [Some(first), Some(gas), rate, time, callers];
        all.into_iter().flatten().map(Policy::from).collect()
    })
}

proptest! {
    #[test]
    fn what_is_made_from_policies_reads_as_these_policies(policies in policies()) {
        let (_, again) = back_and_forth(&policies);
        prop_assert_eq!(again, policies);
    }
}

fn of(entry: CallPermission) -> Allow {
    let version = CallPolicyVersion::V0_0_4;
    let gas =
        GasPolicy { allowed_wei: 1, enforce_paymaster: false, allowed_paymaster: Address::ZERO };
    let policies = [
        PolicyKind::Call(CallPolicy { version, permissions: vec![entry] }).into(),
        PolicyKind::Gas(gas).into(),
    ];
    back_and_forth(&policies).0.allow.remove(0)
}

fn entry(target: Address, function: &str, rules: Vec<ParamRule>) -> CallPermission {
    let selector = alloy_json_abi::Function::parse(function).unwrap().selector();
    let (call_type, value_limit) = (CallType::Call, U256::ZERO);
    CallPermission { call_type, target, selector, value_limit, rules }
}

fn rule(condition: Condition, offset: u64, word: B256) -> ParamRule {
    ParamRule { condition, offset, params: vec![word] }
}

#[test]
fn people_get_back_what_they_know() {
    let to = Address::repeat_byte(9);
    let most = B256::from(U256::from(25_000_000));
    let pay =
        vec![rule(Condition::Equal, 0, to.into_word()), rule(Condition::LessThanOrEqual, 32, most)];
    let Allow::PayToken { max_per_call, .. } =
        of(entry(DUSD, "transfer(address,uint256)", pay.clone()))
    else {
        panic!("a payment")
    };
    assert_eq!(max_per_call, "25");
    let Allow::CallFunction { args, .. } = of(entry(DUSD, FUNCTIONS[0], pay)) else {
        panic!("a function of a token")
    };
    assert_eq!(
        (args[0].value.as_str(), args[1].value.as_str()),
        (to.to_checksum(None).as_str(), "25")
    );
    let recipient = vec![rule(Condition::Equal, 96, to.into_word())];
    let Allow::CallFunction { args, .. } = of(entry(to, FUNCTIONS[1], recipient)) else {
        panic!("a function with a tuple")
    };
    assert_eq!((args.len(), args[0].path.as_str()), (1, "args[0][3]"));
    let strict = vec![rule(Condition::LessThan, 32, most)];
    assert!(matches!(of(entry(DUSD, FUNCTIONS[0], strict)), Allow::Raw { .. }));
    assert!(matches!(of(entry(Address::ZERO, "g()", vec![])), Allow::Raw { .. }));
}

#[test]
fn what_the_form_cannot_say_is_refused_and_not_bent() {
    let known = Known { account: ACCOUNT, tokens: &[], functions: &[] };
    let rate = |reset| {
        PolicyKind::RateLimit(RateLimitPolicy { interval: 60, count: 1, start_at: 0, reset })
    };
    let call = |version, call_type| {
        let entry = CallPermission { call_type, ..entry(DUSD, "g()", vec![]) };
        PolicyKind::Call(CallPolicy { version, permissions: vec![entry] })
    };
    let good = call(CallPolicyVersion::V0_0_4, CallType::Call);
    let mut off = Policy::from(good.clone());
    off.flag = latchkey_core::policy::PolicyFlag::NotForUserOp;
    let cases: [Vec<Policy>; 8] = [
        vec![],
        vec![rate(false).into()],
        vec![good.clone().into(), rate(true).into()],
        vec![good.clone().into(), good.clone().into()],
        vec![good.into(), PolicyKind::Sudo.into()],
        vec![off],
        vec![call(CallPolicyVersion::V0_0_3, CallType::Call).into()],
        vec![call(CallPolicyVersion::V0_0_4, CallType::Batch).into()],
    ];
    for policies in cases {
        assert!(parts(&policies, &known).is_err(), "{policies:?}");
    }
}
