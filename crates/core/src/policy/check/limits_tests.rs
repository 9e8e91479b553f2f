//! The edges of windows, gas fields and names: where one second, one bit or one policy decides.

use alloy_primitives::{Address, Bytes, U256};

use super::*;

fn op(call_gas_limit: u128, max_fee_per_gas: u128) -> UserOperation {
    UserOperation {
        sender: Address::ZERO,
        nonce: U256::ZERO,
        factory: None,
        factory_data: Bytes::new(),
        call_data: Bytes::new(),
        call_gas_limit,
        verification_gas_limit: 0,
        pre_verification_gas: U256::ZERO,
        max_fee_per_gas,
        max_priority_fee_per_gas: 0,
        paymaster: None,
        signature: Bytes::new(),
    }
}

#[test]
fn gas_fields_have_at_most_120_bits() {
    assert_eq!(gas_fields(&op((1 << 120) - 1, 0)), Ok(()));
    let got = U256::from(1_u128 << 120);
    assert_eq!(gas_fields(&op(1 << 120, 0)), Err(Cause::GasField { field: "callGasLimit", got }));
}

#[test]
fn nobody_holds_more_than_128_bits_of_wei() {
    assert_eq!(prefund(&op((1 << 119) + 1, 1 << 8)), Ok(()));
    let wei = U256::from(1) << 128;
    let sponsored = false;
    assert_eq!(prefund(&op(1 << 119, 1 << 9)), Err(Cause::Unpayable { wei, sponsored }));
}

const FIRST: Owner = (0, PolicyName::Timestamp);
const SECOND: Owner = (1, PolicyName::RateLimit);

fn windows(first: (u64, u64), second: (u64, u64)) -> Window {
    let mut window = Window::ALWAYS;
    window.meet(first, FIRST);
    window.meet(second, SECOND);
    window
}

fn refusal(window: Window, now: u64) -> (Option<usize>, Cause) {
    let failure = window.holds(now).unwrap_err();
    (failure.policy_index, failure.cause)
}

#[test]
fn of_two_equal_ends_the_first_policy_is_named() {
    let window = windows((10, 20), (10, 20));
    assert_eq!(window.ends(), (10, 20));
    assert_eq!(refusal(window, 9), (Some(0), Cause::TooEarly { at: 10, now: 9 }));
    assert_eq!(refusal(window, 21), (Some(0), Cause::Expired { until: 20, now: 21 }));
    let window = windows((10, 20), (11, 19));
    assert_eq!(refusal(window, 10), (Some(1), Cause::TooEarly { at: 11, now: 10 }));
    assert_eq!(refusal(window, 20), (Some(1), Cause::Expired { until: 19, now: 20 }));
    assert_eq!((window.holds(11), window.holds(19)), (Ok(()), Ok(())));
}

#[test]
fn a_window_without_an_end_opens_once() {
    let window = windows((10, 0), (0, 0));
    assert_eq!(refusal(window, 9), (Some(0), Cause::TooEarly { at: 10, now: 9 }));
    assert_eq!(window.holds(u64::MAX), Ok(()));
}

#[test]
fn a_window_that_ends_before_it_opens_never_opens() {
    let window = windows((10, 0), (0, 5));
    assert_eq!(refusal(window, 4), (Some(0), Cause::NeverOpens { from: 10, until: 5 }));
    // From its start on it reads as over, as the EntryPoint says.
    assert_eq!(refusal(window, 10), (Some(1), Cause::Expired { until: 5, now: 10 }));
    let point = windows((10, 0), (0, 10));
    assert_eq!(refusal(point, 9), (Some(0), Cause::TooEarly { at: 10, now: 9 }));
    assert_eq!(point.holds(10), Ok(()));
}

#[test]
fn policies_have_their_stable_names() {
    let names = [
        (PolicyName::Account, "account"),
        (PolicyName::Call, "call"),
        (PolicyName::Gas, "gas"),
        (PolicyName::RateLimit, "rate-limit"),
        (PolicyName::Timestamp, "timestamp"),
        (PolicyName::SignatureCaller, "signature-caller"),
        (PolicyName::Sudo, "sudo"),
    ];
    for (name, words) in names {
        assert_eq!(name.name(), words);
    }
}
