//! The proposal lets through every call that was seen, and none that is changed where a rule holds.

use alloy_primitives::B256;
use proptest::prelude::*;

use super::*;
use crate::{
    lint::{self, Rule, Severity},
    policy::{Condition, ParamRule},
};

const NOW: u64 = 1_795_165_200;
const TOKEN: Address = Address::repeat_byte(0x48);
const BOB: Address = Address::repeat_byte(0xb0);
const EVE: Address = Address::repeat_byte(0xe0);

fn seen(selector: u32, words: &[B256]) -> SeenCall {
    let mut data = selector.to_be_bytes().to_vec();
    words.iter().for_each(|word| data.extend(word));
    SeenCall { chain_id: 1, to: TOKEN, value: U256::ZERO, data: data.into(), at_secs: NOW - 100 }
}

fn number(value: u64) -> B256 {
    U256::from(value).into()
}

fn pay(to: Address, amount: u64) -> SeenCall {
    seen(0xa905_9cbb, &[to.into_word(), number(amount)])
}

fn entries(policies: &[Policy]) -> &[CallPermission] {
    let PolicyKind::Call(call) = &policies[0].kind else { panic!("calls come first") };
    &call.permissions
}

fn shape(calls: &[SeenCall]) -> Vec<(u64, Condition, usize)> {
    let policies = narrowest(calls, NOW);
    let rules = &entries(&policies)[0].rules;
    rules.iter().map(|rule| (rule.offset, rule.condition, rule.params.len())).collect()
}

#[test]
fn two_payments_become_a_list_of_payees_and_the_largest_amount() {
    let calls = [pay(BOB, 5), pay(EVE, 7), pay(BOB, 1)];
    let policies = narrowest(&calls, NOW);
    let [entry] = entries(&policies) else { panic!("one entry") };
    let of = |condition, offset, params| ParamRule { condition, offset, params };
    let both = vec![BOB.into_word(), EVE.into_word()];
    assert_eq!(
        entry.rules,
        [of(Condition::OneOf, 0, both), of(Condition::LessThanOrEqual, 32, vec![number(7)])]
    );
    assert_eq!(would_refuse(&policies, &calls), []);
    let other = [pay(TOKEN, 5), pay(BOB, 8)];
    let refused = would_refuse(&policies, &other);
    assert_eq!(refused.iter().map(|r| r.call).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn the_proposal_has_what_a_key_should_have() {
    let policies = narrowest(&[pay(BOB, 5)], NOW);
    let context = lint::Context { account: EVE, now: Some(NOW), chains: &[] };
    let found = lint::findings(&policies, &context);
    let rules: Vec<Rule> =
        found.iter().filter(|f| f.severity > Severity::Info).map(|f| f.rule).collect();
    assert_eq!(rules, [Rule::NoGasBudget], "what gas costs is not to be seen in calls");
}

#[test]
fn words_become_what_they_look_like() {
    let of = |columns: &[&[u64]]| -> Vec<SeenCall> {
        let rows = columns[0].len();
        let row = |at: usize| {
            let words: Vec<B256> = columns.iter().map(|column| number(column[at])).collect();
            seen(1, &words)
        };
        (0..rows).map(row).collect()
    };
    use Condition::{Equal, LessThanOrEqual, OneOf};
    assert_eq!(shape(&of(&[&[3, 3, 3]])), [(0, Equal, 1)], "a constant");
    assert_eq!(shape(&of(&[&[3, 4, 3]])), [(0, OneOf, 2)], "values that come again");
    assert_eq!(shape(&of(&[&[3, 4, 9]])), [(0, LessThanOrEqual, 1)], "a number that varies");
    assert_eq!(shape(&of(&[&[NOW, NOW + 60]])), [(0, LessThanOrEqual, 1)], "a deadline");
    let hashes: Vec<SeenCall> = (1..=3).map(|n| seen(1, &[B256::repeat_byte(n * 16)])).collect();
    assert_eq!(shape(&hashes), [], "nothing in common");
    let many: Vec<SeenCall> =
        (1..=12).map(|n| seen(1, &[Address::repeat_byte(n).into_word()])).collect();
    assert_eq!(shape(&many), [], "a dozen addresses are no list");
}

#[test]
fn a_deadline_may_be_as_far_off_as_it_was() {
    let calls = [seen(1, &[number(NOW - 100 + 1_200)])];
    let policies = narrowest(&calls, NOW);
    let last = U256::from(NOW + PROPOSED_LIFE_SECS + 1_200);
    assert_eq!(entries(&policies)[0].rules[0].params, [B256::from(last)]);
}

#[test]
fn coin_and_calls_without_arguments() {
    let coin = SeenCall { to: BOB, value: U256::from(9), data: Bytes::new(), ..pay(BOB, 1) };
    let claim = seen(0x4e71_d92d, &[]);
    let policies = narrowest(&[coin.clone(), claim.clone()], NOW);
    let [first, second] = entries(&policies) else { panic!("two entries") };
    assert_eq!((first.target, first.value_limit, first.rules.len()), (BOB, U256::from(9), 0));
    assert_eq!((second.target, second.value_limit, second.rules.len()), (TOKEN, U256::ZERO, 0));
    let more = SeenCall { value: U256::from(10), ..coin };
    assert_eq!(would_refuse(&policies, &[more, claim]).len(), 1);
}

#[test]
fn what_no_entry_can_name_stays_out() {
    let short = SeenCall { data: Bytes::from_static(&[1, 2]), ..pay(BOB, 1) };
    let nowhere = SeenCall { to: Address::ZERO, ..pay(BOB, 1) };
    let calls = [short, nowhere, pay(BOB, 1)];
    let policies = narrowest(&calls, NOW);
    assert_eq!(entries(&policies).len(), 1);
    assert_eq!(would_refuse(&policies, &calls).len(), 2);
}

#[test]
fn each_chain_counts_for_itself_and_a_count_has_little_room() {
    let on = |chain_id| SeenCall { chain_id, ..pay(BOB, 1) };
    let calls: Vec<SeenCall> = (0..6).map(|_| on(1)).chain((0..6).map(|_| on(2))).collect();
    assert_eq!(chains(&calls), [1, 2]);
    let six = narrowest(&calls[..6], NOW);
    assert_eq!(would_refuse(&six, &calls), [], "ten on each");
    let five = narrowest(&calls[..5], NOW);
    let refused: Vec<usize> = would_refuse(&five, &calls).iter().map(|r| r.call).collect();
    assert_eq!(refused, [5, 11]);
    for (count, room) in [(0, 5), (1, 5), (6, 10), (11, 20), (21, 50), (51, 100), (1_001, 2_000)] {
        assert_eq!(rounded(count), room);
    }
}

fn any_call() -> impl Strategy<Value = SeenCall> {
    let word = prop_oneof![
        any::<u64>().prop_map(number),
        (0_u64..4).prop_map(number),
        (NOW - 50..NOW + 50).prop_map(number),
        any::<[u8; 32]>().prop_map(B256::from),
        (1_u8..5).prop_map(|n| Address::repeat_byte(n).into_word()),
    ];
    let selector = prop::sample::select(vec![0xa905_9cbb_u32, 0x095e_a7b3, 0x04e4_5aaf, 1]);
    let rest = (prop::collection::vec(word, 0..9), 0_u64..3, 0_u64..1_000, 1_u64..3);
    (selector, rest).prop_map(|(selector, (words, value, before, chain_id))| SeenCall {
        value: U256::from(value),
        at_secs: NOW - before,
        chain_id,
        ..seen(selector, &words)
    })
}

proptest! {
    #[test]
    fn what_was_seen_passes_and_what_is_changed_where_a_rule_holds_does_not(
        calls in prop::collection::vec(any_call(), 1..7),
        pick in any::<prop::sample::Index>(),
    ) {
        let policies = narrowest(&calls, NOW);
        prop_assert_eq!(would_refuse(&policies, &calls), vec![]);
        let chosen = &calls[pick.index(calls.len())];
        let selector = chosen.data.first_chunk::<4>().unwrap();
        let entry = entries(&policies).iter().find(|e| e.selector == *selector).unwrap();
        for rule in &entry.rules {
            let outside = match rule.condition {
                Condition::LessThanOrEqual => U256::from_be_bytes(rule.params[0].0) + U256::ONE,
                Condition::Equal | Condition::OneOf => {
                    let more = |word: &B256| U256::from_be_bytes(word.0).wrapping_add(U256::ONE);
                    let free = rule.params.iter().map(more);
                    free.into_iter().find(|next| !rule.params.contains(&B256::from(*next))).unwrap()
                }
                Condition::GreaterThan
                | Condition::GreaterThanOrEqual
                | Condition::LessThan
                | Condition::NotEqual
                | Condition::SliceEqual => panic!("never proposed"),
            };
            let at = usize::try_from(rule.offset).unwrap() + 4;
            let mut data = chosen.data.to_vec();
            data[at..at + 32].copy_from_slice(&outside.to_be_bytes::<32>());
            let changed = SeenCall { data: data.into(), ..chosen.clone() };
            prop_assert_eq!(would_refuse(&policies, &[changed]).len(), 1, "{:?}", rule);
        }
        let dearer = SeenCall { value: entry.value_limit + U256::ONE, ..chosen.clone() };
        prop_assert_eq!(would_refuse(&policies, &[dearer]).len(), 1);
        let elsewhere = SeenCall { to: BOB, ..chosen.clone() };
        prop_assert_eq!(would_refuse(&policies, &[elsewhere]).len(), 1);
    }
}
