//! No bytes make a review panic, pass for something they are not, or keep a digest they lost.

use alloy_primitives::{Address, Bytes, FixedBytes, U256};
use proptest::prelude::*;

use super::*;
use crate::kernel::install::decode_admin;

fn any_call() -> impl Strategy<Value = Call> {
    let account = account().address();
    let to = prop_oneof![Just(account), any::<[u8; 20]>().prop_map(Address::from)];
    let value = prop_oneof![4 => Just(0_u64), 1 => any::<u64>()];
    let key = any::<[u8; 4]>().prop_map(|id| validation_id(FixedBytes(id)));
    let admin = prop_oneof![
        (key.clone(), 0_usize..8).prop_map(|(id, n)| uninstall_validation(id, n)),
        any::<u32>().prop_map(invalidate_nonce),
        (key, any::<u32>(), 0_usize..2).prop_map(move |(id, n, which)| tombstone_calls(
            account, id, n
        )[which]
            .data
            .clone()),
        proptest::collection::vec(any::<u8>(), 0..120).prop_map(Bytes::from),
    ];
    (to, value, admin).prop_map(|(to, value, data)| Call { to, value: U256::from(value), data })
}

proptest! {
    #[test]
    fn what_ends_keys_does_nothing_else(calls in proptest::collection::vec(any_call(), 1..5)) {
        let call_data = encode_execute(&calls, ExecMode::Try);
        let ask = operations(Purpose::StopAll, vec![operation(5, call_data)]);
        if review_operations(ask).is_ok() {
            for call in &calls {
                prop_assert_eq!(call.to, account().address());
                prop_assert!(call.value.is_zero());
                prop_assert!(decode_admin(&call.data).is_some());
            }
        }
    }

    #[test]
    fn a_changed_byte_is_refused_or_seen_in_the_digest(place in 0_usize..600, bit in 0_u8..8) {
        let call_data = encode_execute(&stop_calls(), ExecMode::Try);
        let ask = |call_data| operations(Purpose::StopAll, vec![operation(5, call_data)]);
        let good = review_operations(ask(call_data.clone())).unwrap();
        let mut changed = call_data.to_vec();
        let place = place % changed.len();
        changed[place] ^= 1 << bit;
        if let Ok(other) = review_operations(ask(changed.into())) {
            prop_assert_ne!(other.you_sign, good.you_sign);
            prop_assert_ne!(other.rules, good.rules);
        }
    }

    #[test]
    fn no_calldata_panics(
        data in proptest::collection::vec(any::<u8>(), 0..300),
        purpose in prop_oneof![
            Just(Purpose::Revoke),
            Just(Purpose::StopAll),
            Just(Purpose::Operation)
        ],
        call in any_call(),
    ) {
        let _ = review_operations(operations(purpose, vec![operation(5, data.into())]));
        let call_data = encode_execute(&[call], ExecMode::Default);
        let _ = review_operations(operations(purpose, vec![operation(5, call_data)]));
    }

    #[test]
    fn another_limit_is_another_digest_and_another_sentence(atoms in 0_u64..50_000_000) {
        let mut policies = policies();
        let PolicyKind::Call(call) = &mut policies[0].kind else { panic!("call first") };
        call.permissions[0].rules[1].params = vec![U256::from(atoms).into()];
        let good = review_grant(grant_of(super::policies(), &[31_337])).unwrap();
        let other = review_grant(grant_of(policies, &[31_337])).unwrap();
        let same = atoms == 25_000_000;
        prop_assert_eq!(other.you_sign == good.you_sign, same);
        prop_assert_eq!(other.sentence == good.sentence, same);
    }

    #[test]
    fn foreign_names_never_reach_the_sheet_unmarked(name in any::<String>()) {
        let mut ask = grant_of(policies(), &[31_337]);
        ask.key_name.clone_from(&name);
        ask.agent_name.clone_from(&name);
        ask.claims.tokens[0].symbol.clone_from(&name);
        ask.claims.networks[0].name = name;
        let review = review_grant(ask).unwrap();
        let sentence = review.plain_sentence();
        prop_assert_eq!(sentence.matches(". ").count(), 1, "{}", sentence);
        prop_assert!(sentence.ends_with(". Nothing else."));
        prop_assert!(review.title.matches('“').count() <= 2);
        prop_assert!(!review.title.chars().any(crate::text::is_hidden));
    }
}

#[test]
fn whether_a_failure_undoes_the_others_is_said() {
    let rules = |mode| {
        let call_data = encode_execute(&stop_calls(), mode);
        review_operations(operations(Purpose::StopAll, vec![operation(5, call_data)]))
            .unwrap()
            .rules
    };
    let (each, all) = (rules(ExecMode::Try), rules(ExecMode::Default));
    let said = |rules: &[String]| rules.iter().any(|rule| rule.contains("none of them happens"));
    assert_eq!((said(&each), said(&all)), (false, true));
}
