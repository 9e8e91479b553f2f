//! Requests carry what they must and nothing else; answers are read whatever comes with them.

use alloy_primitives::{address, bytes};
use serde_json::{Value, json};

use super::{answer::*, *};
use crate::user_op::Paymaster;

const ENTRY: Address = crate::chain::ENTRY_POINT_07;

fn operation() -> UserOperation {
    UserOperation {
        sender: address!("091AF3b30da9CD75e6e730C871195b4a98F35CB8"),
        nonce: U256::from(256),
        factory: None,
        factory_data: bytes!("01"),
        call_data: bytes!("e9ae5c53"),
        call_gas_limit: 7,
        verification_gas_limit: 8,
        pre_verification_gas: U256::from(9),
        max_fee_per_gas: 16,
        max_priority_fee_per_gas: 1,
        paymaster: None,
        signature: bytes!("ff"),
    }
}

fn params<P: Serialize>(request: &Request<P>) -> Value {
    serde_json::to_value(&request.params).unwrap()
}

#[test]
fn no_parameters_are_an_empty_list() {
    assert_eq!(params(&price(PRICE_METHODS[0])), json!([]));
}

#[test]
fn an_estimate_sends_no_limits_and_a_sponsor_no_limit_fields() {
    let asked = params(&estimate(&operation(), ENTRY));
    for limit in ["callGasLimit", "verificationGasLimit", "preVerificationGas"] {
        assert_eq!(asked[0][limit], "0x0");
    }
    assert_eq!(asked[0]["maxFeePerGas"], "0x10");
    let asked = params(&sponsor_zerodev(&operation(), ENTRY, 1, Some(ENTRY)));
    let operation = asked[0]["userOp"].as_object().unwrap();
    let keys: Vec<&str> = operation.keys().map(String::as_str).collect();
    let expected =
        ["callData", "maxFeePerGas", "maxPriorityFeePerGas", "nonce", "sender", "signature"];
    assert_eq!(keys, expected);
    assert_eq!(asked[0]["gasTokenData"], json!({"tokenAddress": ENTRY}));
}

#[test]
fn a_context_names_only_what_is_known() {
    let none = Context::default();
    let asked = params(&stub_data(&operation(), ENTRY, 10, &none));
    assert_eq!((&asked[2], &asked[3]), (&json!("0xa"), &json!({})));
    let context = Context { sponsorship_policy_id: Some("sp".to_owned()), token: Some(ENTRY) };
    let asked = params(&sponsor_pimlico(&operation(), ENTRY, &context));
    assert_eq!(asked[2], json!({"sponsorshipPolicyId": "sp", "token": ENTRY}));
    assert_eq!(asked[0]["callGasLimit"], "0x0");
    assert_eq!(params(&paymaster_data(&operation(), ENTRY, 10, &none))[0]["callGasLimit"], "0x7");
}

#[test]
fn answers_are_read_and_fill_in_for_each_other() {
    let estimate: Estimate = serde_json::from_value(json!({
        "callGasLimit": "0x1", "verificationGasLimit": "0x2", "preVerificationGas": "0x3",
        "paymasterVerificationGasLimit": "0x4", "paymasterPostOpGasLimit": null, "more": 1,
    }))
    .unwrap();
    let stub: StubData = serde_json::from_value(json!({"paymaster": ENTRY})).unwrap();
    let paymaster = stub.paymaster(Some(&estimate));
    assert_eq!((paymaster.verification_gas_limit, paymaster.post_op_gas_limit), (4, 0));
    let data = PaymasterData { paymaster: ENTRY, paymaster_data: bytes!("05") }.over(&paymaster);
    assert_eq!(data, Paymaster { data: bytes!("05"), ..paymaster });
    assert!(!stub.is_final);
    let broken = json!({"callGasLimit": "0x1", "verificationGasLimit": "0x2"});
    assert!(serde_json::from_value::<Estimate>(broken).is_err());
}

#[test]
fn a_sponsors_fees_win_over_ours() {
    let answer = |fee: Value| -> Sponsorship {
        serde_json::from_value(json!({
            "callGasLimit": "0x1", "verificationGasLimit": "0x2", "preVerificationGas": "0x3",
            "paymaster": ENTRY, "paymasterData": "0x05", "maxFeePerGas": fee,
            "paymasterVerificationGasLimit": "0x6", "paymasterPostOpGasLimit": "0x7",
        }))
        .unwrap()
    };
    let fees = Fees { max_fee_per_gas: 30, max_priority_fee_per_gas: 3 };
    for (fee, expected) in [(json!("0x28"), 40), (Value::Null, 30)] {
        let sealed = answer(fee).price(Draft::new(operation()), fees).seal(ENTRY, 1);
        let priced = sealed.operation();
        assert_eq!((priced.max_fee_per_gas, priced.max_priority_fee_per_gas), (expected, 3));
        assert_eq!(priced.paymaster.as_ref().unwrap().post_op_gas_limit, 7);
        assert_eq!(priced.call_gas_limit, 1);
    }
}
