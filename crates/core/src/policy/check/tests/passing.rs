//! What is named as passing passes, and nothing is named where nothing helps.

use proptest::prelude::*;

use super::*;

fn found(policies: &[Policy], facts: &Facts, op: &UserOperation) -> Option<String> {
    let passing = passing(policies, facts, op)?;
    let then = Facts { now_unix_secs: passing.now_unix_secs, ..*facts };
    assert_eq!(operation(policies, &then, &passing.operation), Ok(()), "{passing:?}");
    let claims = claims();
    Some(passing.words(&Names::new(&claims, &[5])))
}

#[test]
fn the_amount_that_passes() {
    let policies = [rent()];
    let asked = |amount| calls(&[transfer(BOB, amount)]);
    assert_eq!(found(&policies, &fresh(), &asked(25_000_000)), None, "it passes as it is");
    assert_eq!(found(&policies, &fresh(), &asked(26_000_000)).as_deref(), Some("at most 25 DUSD"));
    let twice = calls(&[transfer(BOB, 26_000_000), transfer(BOB, 99_000_000)]);
    assert_eq!(found(&policies, &fresh(), &twice).as_deref(), Some("at most 25 DUSD"));
    let other = calls(&[transfer(ACCOUNT, 30_000_000)]);
    let words = found(&policies, &fresh(), &other).unwrap();
    assert_eq!(words, format!("{BOB} as argument “to” and at most 25 DUSD"));
}

#[test]
fn rules_that_contradict_each_other_let_nothing_through() {
    let never = pay(vec![
        rule(Condition::LessThan, 32, &[U256::from(5)]),
        rule(Condition::GreaterThan, 32, &[U256::from(9)]),
    ]);
    assert_eq!(found(&[never], &fresh(), &calls(&[transfer(BOB, 7)])), None);
    let two = pay(vec![rule(Condition::OneOf, 32, &[U256::from(5), U256::from(6)])]);
    assert_eq!(found(&[two], &fresh(), &calls(&[transfer(BOB, 7)])), None, "that is a choice");
}

#[test]
fn value_target_gas_and_time() {
    let mut paying = transfer(BOB, 1);
    paying.value = U256::from(3);
    assert_eq!(
        found(&[rent()], &fresh(), &calls(&[paying.clone()])).as_deref(),
        Some("without ETH")
    );
    let elsewhere = Call { to: BOB, value: U256::ZERO, ..paying };
    let words = found(&[rent()], &fresh(), &calls(&[elsewhere])).unwrap();
    assert_eq!(words, format!("on {TOKEN}"));

    let gas = |allowed_wei| -> Policy {
        let allowed_paymaster = Address::ZERO;
        PolicyKind::Gas(GasPolicy { allowed_wei, enforce_paymaster: false, allowed_paymaster })
            .into()
    };
    let asked = calls(&[transfer(BOB, 1)]);
    let words = found(&[gas(59_999)], &fresh(), &asked).unwrap();
    assert_eq!(words, "gas for at most 0.000000000000059999 ETH");
    assert_eq!(found(&[gas(5)], &fresh(), &asked), None, "not even at a price of one");

    let time = |valid_after, valid_until| -> Policy {
        PolicyKind::Timestamp(TimestampPolicy { valid_after, valid_until }).into()
    };
    let words = found(&[time(NOW + 60, 0)], &fresh(), &asked).unwrap();
    assert_eq!(words, format!("after {}", crate::date::words(NOW + 60)));
    assert_eq!(found(&[time(NOW + 60, NOW + 30)], &fresh(), &asked), None);
    assert_eq!(found(&[time(0, NOW - 1)], &fresh(), &asked), None, "it ended");
}

#[test]
fn a_window_that_is_used_up_passes_when_the_next_one_begins() {
    let limit = RateLimitPolicy { interval: 3_600, count: 2, start_at: 0, reset: true };
    let policies = [PolicyKind::RateLimit(limit).into()];
    let window = Some(WindowLeft { uses: 0, ends_at: NOW + 100 });
    let facts = Facts { window, ..fresh() };
    let words = found(&policies, &facts, &calls(&[transfer(BOB, 1)])).unwrap();
    assert_eq!(words, format!("after {}", crate::date::words(NOW + 100)));
    let limit = RateLimitPolicy { interval: 0, count: 2, start_at: 0, reset: false };
    let facts = Facts { uses_left: Some(0), ..fresh() };
    let policies = [PolicyKind::RateLimit(limit).into()];
    assert_eq!(found(&policies, &facts, &calls(&[transfer(BOB, 1)])), None, "none for life");
}

proptest! {
    #[test]
    fn whatever_is_named_passes(
        amount in any::<u64>(),
        value in 0_u64..3,
        least in 0_u64..50,
        most in 0_u64..50,
        start in 0_u64..200,
        budget in 0_u128..100_000,
    ) {
        let rules = vec![
            rule(Condition::GreaterThanOrEqual, 32, &[U256::from(least)]),
            rule(Condition::LessThanOrEqual, 32, &[U256::from(most)]),
        ];
        let gas = GasPolicy {
            allowed_wei: budget,
            enforce_paymaster: false,
            allowed_paymaster: Address::ZERO,
        };
        let time = TimestampPolicy { valid_after: NOW - 100 + start, valid_until: NOW + 50 };
        let policies =
            [pay(rules), PolicyKind::Gas(gas).into(), PolicyKind::Timestamp(time).into()];
        let mut call = transfer(BOB, amount);
        call.value = U256::from(value);
        let asked = calls(&[call.clone(), call]);
        let possible = least <= most && budget >= 6_000 && start <= 150;
        let passes = operation(&policies, &fresh(), &asked).is_ok();
        prop_assert_eq!(found(&policies, &fresh(), &asked).is_some(), possible && !passes);
    }
}
