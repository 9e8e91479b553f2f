//! Whatever is asked, there is an answer: no input panics, and each answer is a result or an error.

use proptest::{collection, prelude::*};
use serde_json::json;

use super::*;
use crate::{Config, genesis::GenesisState};

const METHODS: [&str; 30] = [
    "eth_call",
    "eth_estimateGas",
    "eth_getLogs",
    "eth_getBlockByNumber",
    "eth_getBlockByHash",
    "eth_getBlockReceipts",
    "eth_getBalance",
    "eth_getCode",
    "eth_getStorageAt",
    "eth_getTransactionCount",
    "eth_feeHistory",
    "eth_getTransactionByHash",
    "eth_getTransactionReceipt",
    "eth_sendRawTransaction",
    "eth_sendTransaction",
    "eth_sendUserOperation",
    "eth_estimateUserOperationGas",
    "eth_getUserOperationReceipt",
    "eth_getUserOperationByHash",
    "evm_setNextBlockTimestamp",
    "evm_increaseTime",
    "evm_mine",
    "evm_revert",
    "evm_setIntervalMining",
    "anvil_setBalance",
    "anvil_setCode",
    "anvil_setNonce",
    "anvil_setStorageAt",
    "anvil_impersonateAccount",
    "latchkey_faucet",
];

/// Values that are near something a method takes, and some that are not.
fn parameter() -> impl Strategy<Value = Value> {
    let address = json!("0x00000000000000000000000000000000fa0ce700");
    let call = json!({"from": address, "to": address, "value": "0xffffffffffffffffffffffff", "gas": "0x1"});
    let priced =
        json!({"from": address, "gasPrice": "0xffffffffffffffffffffffffffffffff", "data": "0xfe"});
    let operation = json!({
        "sender": address, "nonce": "0x0", "callData": "0x", "signature": "0x", "factory": address,
        "callGasLimit": "0xffffffffffffffffffffffffffffffff", "verificationGasLimit": "0xffffffffffffffffffffffffffffffff",
        "preVerificationGas": "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "maxFeePerGas": "0xffffffffffffffffffffffffffffffff", "maxPriorityFeePerGas": "0x0",
    });
    let entry_point = json!("0x0000000071727De22E5E9d8BAf0edAc6f37da032");
    const NUMBERS: [&str; 8] = [
        "0x0",
        "0x1",
        "0xffffffffffffffff",
        "0x10000000000000000",
        "latest",
        "pending",
        "earliest",
        "0x",
    ];
    prop_oneof![
        Just(address),
        Just(call),
        Just(priced),
        Just(operation),
        Just(entry_point),
        Just(Value::Null),
        Just(json!([25.0, 75.0])),
        Just(json!({"fromBlock": "0xffffffffffffffff", "toBlock": "latest"})),
        prop::sample::select(NUMBERS.as_slice()).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        collection::vec(any::<u8>(), 0..40)
            .prop_map(|bytes| json!(alloy_primitives::Bytes::from(bytes))),
    ]
}

fn chain() -> Chain {
    Chain::open(&Config::default(), GenesisState::embedded().unwrap()).unwrap()
}

#[test]
fn an_absurd_price_is_refused() {
    for method in ["eth_call", "eth_estimateGas"] {
        let max = format!("0x{}", "f".repeat(32));
        let call =
            json!({"id": 1, "method": method, "params": [{"gasPrice": max, "value": "0x1"}]});
        let answer = answer(&mut chain(), call.to_string().as_bytes()).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["error"]["code"], -32000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_call_gets_an_answer(
        calls in collection::vec((prop::sample::select(METHODS.as_slice()), collection::vec(parameter(), 0..4)), 1..8)
    ) {
        let mut chain = chain();
        for (method, params) in calls {
            let call = json!({"id": 7, "method": method, "params": params});
            let answer: Value = serde_json::from_str(&answer(&mut chain, call.to_string().as_bytes()).unwrap()).unwrap();
            prop_assert_eq!(&answer["id"], 7);
            prop_assert!(answer.get("result").is_some() != answer.get("error").is_some());
        }
    }

    #[test]
    fn every_body_gets_an_answer(body in collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(answer(&mut chain(), &body).is_some());
    }
}
