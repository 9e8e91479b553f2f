//! No bytes and no numbers panic, and what passes meets its rule.

use proptest::prelude::*;

use super::*;

fn any_condition() -> impl Strategy<Value = Condition> {
    (0_u8..8).prop_map(|number| Condition::from_number(number).unwrap())
}

proptest! {
    #[test]
    fn no_operation_panics_and_every_refusal_has_words(
        call_data in proptest::collection::vec(any::<u8>(), 0..200),
        (place, offset) in (any::<u64>(), prop_oneof![any::<u64>(), 0_u64..200]),
        (version, condition) in (proptest::sample::select(CallPolicyVersion::ALL.to_vec()), any_condition()),
        params in proptest::collection::vec(any::<[u8; 32]>(), 0..4),
    ) {
        let params = params.into_iter().map(B256::from).collect();
        let rules = vec![ParamRule { condition, offset, params }];
        let delegate = |p: &mut CallPermission| {
            p.rules.clone_from(&rules);
            p.call_type = CallType::Delegate;
        };
        let call = by(version, |p| p.rules.clone_from(&rules));
        let policies = [call, by(version, delegate)].concat();
        let data: Bytes = [TRANSFER.as_slice(), &call_data].concat().into();
        let inner = calls(&[Call { to: TOKEN, value: U256::ZERO, data: data.clone() }]);
        let run = op(encode_delegatecall(TOKEN, data, ExecMode::Try));
        let mut spoiled = inner.call_data.to_vec();
        let at = usize::try_from(place).unwrap() % spoiled.len();
        spoiled[at] ^= 1;
        let claims = claims();
        let names = Names::new(&claims, &[5]);
        let german = names.clone().speaking(crate::language::Language::German);
        for op in [inner, run, op(spoiled.into()), op(call_data.into())] {
            for policy in &policies {
                if let Err(failure) = operation(std::slice::from_ref(policy), &fresh(), &op) {
                    let (said, gesagt) = (failure.words(&names), failure.words(&german));
                    prop_assert!(!said.sentence.is_empty() && said.sentence != gesagt.sentence);
                    prop_assert_eq!((said.path, said.operator), (gesagt.path, gesagt.operator));
                    prop_assert!(failure.answer() != Answer::EntryPoint(""));
                }
            }
        }
    }

    #[test]
    fn no_number_panics(
        (count, interval, start, now) in (any::<u64>(), any::<u64>(), any::<u64>(), any::<u64>()),
        (gas, fee, left, reset) in (any::<u128>(), any::<u128>(), any::<u128>(), any::<bool>()),
    ) {
        let allowed_paymaster = Address::ZERO;
        let budget = GasPolicy { allowed_wei: left, enforce_paymaster: true, allowed_paymaster };
        let window = TimestampPolicy { valid_after: start, valid_until: interval };
        let policies = [
            PolicyKind::Gas(budget).into(),
            rate(count, interval, start, reset),
            PolicyKind::Timestamp(window).into(),
        ];
        let op = UserOperation { call_gas_limit: gas, max_fee_per_gas: fee, ..calls(&[]) };
        let facts = Facts { now_unix_secs: now, gas_left: Some(left), ..fresh() };
        if let Ok(allowed) = outcome(PolicyFlag::All, &policies, &facts, &op) {
            prop_assert!(allowed.after.gas_left <= Some(left));
            prop_assert!(allowed.valid_after <= now);
            prop_assert!(allowed.valid_until == 0 || now <= allowed.valid_until);
        }
    }

    #[test]
    fn what_passes_meets_the_rule(amount in 0_u64..60_000_000, limit in 0_u64..60_000_000) {
        let policies = [pay(vec![rule(Condition::LessThanOrEqual, 32, &[U256::from(limit)])])];
        let verdict = operation(&policies, &fresh(), &calls(&[transfer(BOB, amount)]));
        prop_assert_eq!(verdict.is_ok(), amount <= limit);
    }

    #[test]
    fn only_listed_functions_pass(selector in any::<[u8; 4]>()) {
        let call = Call { data: Bytes::from(selector.to_vec()), ..transfer(BOB, 1) };
        let verdict = operation(&[pay(vec![])], &fresh(), &calls(&[call]));
        prop_assert_eq!(verdict.is_ok(), FixedBytes(selector) == TRANSFER);
    }
}
