//! Words at the edges: a limit that is there and one that is not, a name that is known and one that
//! is not. Each line is written out, so that a changed condition is seen.

use alloy_primitives::{Address, B256, FixedBytes, U256};

use super::{
    argument,
    not_limited::not_limited,
    rules::rules,
    sentence::sentence,
    span,
    summary::{Spacing, Summary, Window},
};
use crate::{
    approval::{Claims, NetworkClaim, TokenClaim},
    date,
    names::{Names, TRANSFER},
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, ParamRule,
        Policy, PolicyFlag, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
    },
};

const TOKEN: Address = Address::repeat_byte(0x70);
const OTHER: Address = Address::repeat_byte(0x0a);
const APPROVE: FixedBytes<4> = FixedBytes([0x09, 0x5e, 0xa7, 0xb3]);
const TRANSFER_FROM: FixedBytes<4> = FixedBytes([0x23, 0xb8, 0x72, 0xdd]);

fn with_names<R>(functions: &[&str], what: impl FnOnce(&Names<'_>) -> R) -> R {
    let token = TokenClaim { chain_id: 5, token: TOKEN, symbol: "DUSD".into(), decimals: 6 };
    let network = NetworkClaim { chain_id: 5, name: "Local".into(), native_symbol: "ETH".into() };
    let functions = functions.iter().map(|f| (*f).to_owned()).collect();
    let claims = Claims { tokens: vec![token], networks: vec![network], functions };
    what(&Names::new(&claims, &[5]))
}

fn lines(policies: &[Policy]) -> Vec<String> {
    with_names(&[], |names| rules(policies, names))
}

fn open(policies: &[Policy]) -> Vec<String> {
    with_names(&[], |names| not_limited(policies, names))
}

fn say(policies: &[Policy]) -> String {
    with_names(&[], |names| span::plain(&sentence(policies, names)))
}

fn entry(target: Address, selector: FixedBytes<4>, rules: Vec<ParamRule>) -> CallPermission {
    let (call_type, value_limit) = (CallType::Call, U256::ZERO);
    CallPermission { call_type, target, selector, value_limit, rules }
}

fn call(permissions: Vec<CallPermission>) -> Policy {
    PolicyKind::Call(CallPolicy { version: CallPolicyVersion::V0_0_4, permissions }).into()
}

fn at_most(offset: u64, limit: u64) -> ParamRule {
    let params = vec![U256::from(limit).into()];
    ParamRule { condition: Condition::LessThanOrEqual, offset, params }
}

fn gas(enforce_paymaster: bool, allowed_paymaster: Address) -> Policy {
    PolicyKind::Gas(GasPolicy { allowed_wei: 5, enforce_paymaster, allowed_paymaster }).into()
}

fn time(valid_after: u64, valid_until: u64) -> Policy {
    PolicyKind::Timestamp(TimestampPolicy { valid_after, valid_until }).into()
}

fn rate(interval: u64, start_at: u64, reset: bool) -> Policy {
    PolicyKind::RateLimit(RateLimitPolicy { interval, count: 3, start_at, reset }).into()
}

#[test]
fn a_paymaster_is_demanded_only_by_name_and_switch() {
    let one = |policy| lines(&[policy]).len();
    assert_eq!(
        [one(gas(true, OTHER)), one(gas(false, OTHER)), one(gas(true, Address::ZERO))],
        [2, 2, 2]
    );
    let demanded = |policy| Summary::of(&[policy]).paymasters;
    assert_eq!(demanded(gas(true, OTHER)), [OTHER]);
    assert!(
        demanded(gas(false, OTHER)).is_empty() && demanded(gas(true, Address::ZERO)).is_empty()
    );
}

#[test]
fn times_are_said_where_they_limit() {
    let (from, until) =
        (format!("Works from {}.", date::words(5)), format!("Works until {}.", date::words(9)));
    assert_eq!(lines(&[time(0, 0)]), ["Works at any time."]);
    assert_eq!(lines(&[time(5, 0)]), std::slice::from_ref(&from));
    assert_eq!(lines(&[time(0, 9)]), std::slice::from_ref(&until));
    assert_eq!(lines(&[time(5, 9)]), [from, until]);
    let none = [time(0, 0)];
    assert_eq!((Summary::of(&none).from, Summary::of(&none).until), (None, None));
}

#[test]
fn counts_and_spacing_are_said_where_they_limit() {
    let in_all = "Sends at most 3 operations in all.".to_owned();
    let first = format!("Sends the first at {} or later.", date::words(7));
    let moves = format!("Each use moves the next one by {}.", date::length(60));
    let idle = format!(
        "Each use moves the next one by {}, counted from 1970, so nothing is held back.",
        date::length(60)
    );
    assert_eq!(lines(&[rate(0, 0, false)]), std::slice::from_ref(&in_all));
    assert_eq!(lines(&[rate(60, 0, false)]), [in_all.clone(), idle]);
    assert_eq!(lines(&[rate(0, 7, false)]), [in_all.clone(), first.clone()]);
    assert_eq!(lines(&[rate(60, 7, false)]), [in_all, first, moves]);
    let sum = |policy| {
        let policies = [policy];
        let sum = Summary::of(&policies);
        (sum.from, sum.spacing, sum.idle_spacing, sum.window)
    };
    let spacing = Some(Spacing { interval: 60, start_at: 7 });
    assert_eq!(sum(rate(0, 0, false)), (None, None, false, None));
    assert_eq!(sum(rate(60, 0, false)), (None, None, true, None));
    assert_eq!(sum(rate(0, 7, false)), (Some(7), None, false, None));
    assert_eq!(sum(rate(60, 7, false)), (Some(7), spacing, false, None));
    assert_eq!(sum(rate(60, 7, true)), (None, None, false, Some(Window { count: 3, seconds: 60 })));
}

fn callers(flag: PolicyFlag, allowed_callers: Vec<Address>) -> Policy {
    let kind = PolicyKind::SignatureCaller(SignatureCallerPolicy { allowed_callers });
    Policy { flag, kind }
}

#[test]
fn who_may_have_messages_signed() {
    let off = "May sign messages for anybody: the policy against it is switched off by its flag.";
    assert_eq!(lines(&[callers(PolicyFlag::NotForSignature, vec![])]), [off]);
    assert_eq!(lines(&[callers(PolicyFlag::NotForUserOp, vec![])]), ["Cannot sign messages."]);
    let some = callers(PolicyFlag::All, vec![OTHER]);
    assert_eq!(lines(std::slice::from_ref(&some)), [format!("Signs messages only for {OTHER}.")]);
    let about = |policies: &[Policy]| open(policies).iter().filter(|l| l.contains("sign")).count();
    assert_eq!(about(&[callers(PolicyFlag::All, vec![])]), 0);
    assert_eq!(about(&[some]), 1);
    assert!(open(&[callers(PolicyFlag::All, vec![OTHER])]).contains(
        &"What it signs for 1 contract that may ask for signatures, even past its end.".to_owned()
    ));
}

#[test]
fn a_policy_that_is_switched_off_is_said_to_be() {
    let mut policy = call(vec![entry(TOKEN, TRANSFER, vec![])]);
    assert!(!lines(std::slice::from_ref(&policy))[0].contains("switches it off"));
    policy.flag = PolicyFlag::NotForUserOp;
    assert!(lines(&[policy])[0].contains("switches it off"));
}

#[test]
fn entries_name_what_they_are_for() {
    let delegate =
        CallPermission { call_type: CallType::Delegate, ..entry(OTHER, FixedBytes::ZERO, vec![]) };
    let first = |entry| lines(&[call(vec![entry])])[0].clone();
    assert!(first(delegate.clone()).starts_with("May run as the account "));
    assert!(first(delegate).ends_with(&format!(" of {OTHER}.")));
    let send = entry(OTHER, FixedBytes::ZERO, vec![]);
    assert_eq!(first(send), format!("May send ETH without data to {OTHER}."));
    let any = entry(Address::ZERO, FixedBytes::ZERO, vec![]);
    assert_eq!(first(any), "May send ETH without data to any contract.");
    assert!(first(entry(TOKEN, APPROVE, vec![])).ends_with(&format!(" of DUSD ({TOKEN}).")));
}

#[test]
fn what_an_entry_leaves_open() {
    let opened = |entry| open(&[call(vec![entry])]);
    let has = |lines: &[String], words: &str| lines.iter().any(|line| line.starts_with(words));
    let bare = opened(entry(OTHER, APPROVE, vec![]));
    assert!(has(&bare, "With which arguments it may call ") && !has(&bare, "Which contract "));
    let ruled = opened(entry(OTHER, APPROVE, vec![at_most(32, 5)]));
    assert!(!has(&ruled, "With which arguments "));
    let anywhere = opened(entry(Address::ZERO, APPROVE, vec![at_most(32, 5)]));
    assert!(has(&anywhere, "Which contract it may call "));
    let ruled_send = opened(entry(OTHER, FixedBytes::ZERO, vec![at_most(0, 5)]));
    assert!(!has(&ruled_send, "With which arguments "));
    let delegate =
        CallPermission { call_type: CallType::Delegate, ..entry(OTHER, FixedBytes::ZERO, vec![]) };
    let delegate = opened(delegate);
    assert!(
        has(&delegate, "What the foreign code does") && !has(&delegate, "With which arguments ")
    );
    assert!(!has(&bare, "What the foreign code does"));
    let unknown = opened(entry(OTHER, TRANSFER, vec![]));
    assert!(has(&unknown, "How much of the token 0x0A0A…"), "{unknown:?}");
    assert!(has(&opened(entry(TOKEN, TRANSFER, vec![])), "How much DUSD it may send: all of it."));
}

#[test]
fn only_plain_payments_are_said_as_payments() {
    let pays = |entry| say(&[call(vec![entry])]).starts_with("Send ");
    assert!(pays(entry(OTHER, FixedBytes::ZERO, vec![])));
    assert!(!pays(entry(OTHER, FixedBytes::ZERO, vec![at_most(0, 5)])));
    assert!(pays(entry(TOKEN, TRANSFER, vec![])));
    assert!(!pays(entry(Address::ZERO, TRANSFER, vec![])));
    assert!(!pays(entry(TOKEN, APPROVE, vec![])));
    let value_limit = U256::ONE;
    assert!(!pays(CallPermission { value_limit, ..entry(TOKEN, TRANSFER, vec![]) }));
    let nobody = ParamRule { condition: Condition::OneOf, offset: 0, params: vec![] };
    assert!(say(&[call(vec![entry(TOKEN, TRANSFER, vec![nobody])])]).contains(" to nobody"));
}

#[test]
fn several_entries_are_a_list_and_many_are_cut() {
    let many = |count| say(&[call(vec![entry(OTHER, APPROVE, vec![]); count])]);
    assert!(!many(1).contains(", and "));
    assert_eq!(
        (many(2).matches(", and call ").count(), many(2).contains("more listed")),
        (1, false)
    );
    assert_eq!(
        (many(3).matches(", call ").count(), many(3).matches(", and call ").count()),
        (1, 1)
    );
    let all = (1..12).find(|count| many(*count).contains("more listed below")).unwrap();
    assert!(many(all).contains(", and 1 more listed below"), "{}", many(all));
    assert!(!many(all - 1).contains("more"));
}

#[test]
fn how_often_is_one_thing_at_a_time() {
    assert!(say(&[rate(60, 0, true)]).contains(", 3 operations in each "));
    assert!(!say(&[rate(60, 0, true)]).contains("any number of times"));
    assert!(say(&[]).contains(", any number of times"));
    assert!(say(&[rate(60, 7, false)]).contains(&format!(" {} apart", date::length(60))));
}

#[test]
fn arguments_are_placed_and_valued_by_their_type() {
    let functions = [
        "transferFrom(address from,address to,uint256 amount)",
        "note(bytes4 mark,address)",
        "set(bool on)",
    ];
    with_names(&functions, |names| {
        let place = |offset| argument::find(names, TOKEN, FixedBytes([9; 4]), offset).path();
        assert_eq!([place(0), place(64), place(65)], ["args[0]", "args[2]", "data[4+65]"]);
        let million = B256::from(U256::from(1_000_000));
        let amount = argument::find(names, TOKEN, TRANSFER_FROM, 64);
        assert_eq!(
            (amount.subject(), amount.value(million)),
            ("The amount".into(), "1 DUSD".into())
        );
        let from = argument::find(names, TOKEN, TRANSFER_FROM, 0);
        assert_eq!(from.subject(), "The argument “from”");
        let note = names.function_words(FixedBytes::ZERO);
        assert!(!note.is_empty());
        let mark =
            FixedBytes::<4>::from_slice(&alloy_primitives::keccak256("note(bytes4,address)")[..4]);
        let mark = argument::find(names, OTHER, mark, 0);
        assert_eq!(mark.value(B256::right_padding_from(&[1, 2, 3, 4])), "0x01020304");
        let set = FixedBytes::from_slice(&alloy_primitives::keccak256("set(bool)")[..4]);
        let on = argument::find(names, OTHER, set, 0);
        let value = |word| on.value(B256::with_last_byte(word));
        assert_eq!([value(0), value(1)], ["false", "true"]);
        assert_eq!(value(2), B256::with_last_byte(2).to_string(), "neither yes nor no");
        let wide = B256::repeat_byte(1);
        assert_eq!(mark.value(wide), wide.to_string());
    });
}
