//! A value that would pass is offered where there is exactly one.

use alloy_primitives::Address;

use super::*;
use crate::{
    approval::Claims,
    policy::{
        CallPolicyVersion,
        check::{Found, PolicyName},
    },
};

fn nearest_of(cause: Cause) -> Option<String> {
    let claims = Claims { tokens: vec![], networks: vec![], functions: vec![] };
    let failure = Failure { policy_index: Some(0), policy: PolicyName::Call, cause };
    failure.words(&Names::new(&claims, &[1])).nearest
}

fn of_rule(condition: Condition, params: &[u64]) -> Option<String> {
    let params = params.iter().map(|p| B256::from(U256::from(*p))).collect();
    nearest_of(Cause::Rule {
        call: 0,
        target: Address::ZERO,
        selector: FixedBytes::ZERO,
        rule: ParamRule { condition, offset: 0, params },
        found: Found::Word(B256::repeat_byte(7)),
    })
}

#[test]
fn one_of_one_is_offered_and_one_of_two_is_not() {
    let word = |value: u64| Some(B256::from(U256::from(value)).to_string());
    assert_eq!(of_rule(Condition::OneOf, &[5]), word(5));
    assert_eq!(of_rule(Condition::OneOf, &[5, 6]), None);
    assert_eq!(of_rule(Condition::OneOf, &[]), None);
    assert_eq!(of_rule(Condition::LessThan, &[5]), word(4));
    assert_eq!(of_rule(Condition::GreaterThan, &[5]), word(6));
    assert_eq!(of_rule(Condition::NotEqual, &[5]), None);
}

#[test]
fn the_only_contract_is_offered() {
    let no_entry = |targets: Vec<Address>| {
        nearest_of(Cause::NoEntry {
            call: 0,
            target: Address::ZERO,
            selector: FixedBytes([1; 4]),
            delegate: false,
            version: CallPolicyVersion::V0_0_4,
            targets,
        })
    };
    let (one, other) = (Address::repeat_byte(1), Address::repeat_byte(2));
    assert_eq!(no_entry(vec![one]), Some(one.to_string()));
    assert_eq!(no_entry(vec![one, other]), None);
    assert_eq!(no_entry(vec![]), None);
}
