//! The bundler adapter against what different bundlers say.

use alloy_primitives::{Address, B256, Bytes, U256, hex};
use latchkey_core::user_op::UserOperation;
use latchkey_tests::endpoint::StubEndpoint;
use latchkey_wallet::adapter::bundler::RpcBundler;
use latchkey_wallet::ports::{Bundler, Fees, NetworkError};
use serde_json::{Value, json};

const ENTRY_POINT: Address = Address::repeat_byte(0xee);

pub(crate) fn operation() -> UserOperation {
    UserOperation {
        sender: Address::repeat_byte(1),
        nonce: U256::from(0x0a),
        factory: None,
        factory_data: Bytes::new(),
        call_data: Bytes::from_static(&[1, 2]),
        call_gas_limit: 0,
        verification_gas_limit: 0,
        pre_verification_gas: U256::ZERO,
        max_fee_per_gas: 100,
        max_priority_fee_per_gas: 1,
        paymaster: None,
        signature: Bytes::from_static(&[0xff]),
    }
}

/// A bundler that answers one method with this, and does not know the others.
async fn knowing(method: &'static str, answer: Result<Value, Value>) -> StubEndpoint {
    StubEndpoint::calls(move |asked, _| {
        let unknown = || Err(json!({"code": -32601, "message": "method not found"}));
        if asked == method { answer.clone() } else { unknown() }
    })
    .await
}

#[tokio::test]
async fn an_operation_travels_in_the_bundlers_form() {
    let hash = B256::repeat_byte(9);
    let stub = knowing("eth_sendUserOperation", Ok(json!(hash))).await;
    assert_eq!(RpcBundler::new(stub.url()).send(&operation(), ENTRY_POINT).await, Ok(hash));
    let expected = json!({
        "sender": format!("{:#x}", Address::repeat_byte(1)),
        "nonce": "0xa",
        "callData": "0x0102",
        "callGasLimit": "0x0",
        "verificationGasLimit": "0x0",
        "preVerificationGas": "0x0",
        "maxFeePerGas": "0x64",
        "maxPriorityFeePerGas": "0x1",
        "signature": "0xff",
    });
    let sent = &stub.seen()[0];
    assert_eq!(sent["method"], "eth_sendUserOperation");
    assert_eq!(sent["params"], json!([expected, format!("{ENTRY_POINT:#x}")]));
}

#[tokio::test]
async fn estimates_are_read_whatever_else_comes_with_them() {
    let answer = json!({
        "callGasLimit": "0x1", "verificationGasLimit": "0x2", "preVerificationGas": "0x3",
        "paymasterVerificationGasLimit": null, "validUntil": 5,
    });
    let stub = knowing("eth_estimateUserOperationGas", Ok(answer)).await;
    let limits = RpcBundler::new(stub.url()).estimate(&operation(), ENTRY_POINT).await.unwrap();
    assert_eq!((limits.call, limits.verification), (1, 2));
    assert_eq!(limits.pre_verification, U256::from(3));
}

#[tokio::test]
async fn a_refusal_keeps_code_words_and_revert_data() {
    let said = "UserOperation reverted during simulation with reason: AA23 reverted 0x59d52e40";
    for data in [json!("0x59d52e40"), json!({"reason": "AA23", "inner": "0x59d52e40"}), json!(null)]
    {
        let error = json!({"code": -32500, "message": said, "data": data});
        let stub = knowing("eth_sendUserOperation", Err(error)).await;
        let answer = RpcBundler::new(stub.url()).send(&operation(), ENTRY_POINT).await;
        let data = Bytes::from_static(&[0x59, 0xd5, 0x2e, 0x40]);
        let message = said.to_owned();
        assert_eq!(answer, Err(NetworkError::Rejected { code: -32500, message, data }));
    }
}

#[tokio::test]
async fn no_receipt_is_not_an_error() {
    let stub = knowing("eth_getUserOperationReceipt", Ok(json!(null))).await;
    assert_eq!(RpcBundler::new(stub.url()).receipt(B256::ZERO).await, Ok(None));
}

fn receipt(success: bool, more: &Value) -> Value {
    let mut receipt = json!({
        "userOpHash": B256::repeat_byte(9), "sender": Address::ZERO, "nonce": "0x1",
        "success": success, "actualGasCost": "0xff", "actualGasUsed": "0x1",
        "receipt": {"transactionHash": B256::repeat_byte(8), "blockNumber": "0x10", "logs": []},
    });
    for (name, value) in more.as_object().unwrap() {
        receipt[name] = value.clone();
    }
    receipt
}

/// `UserOperationRevertReason` of operation 0x09…, nonce 1, with a selector as its reason.
fn revert_log(operation: u8) -> Value {
    let topic = "0x1c4fada7374c0a9ee8841fc38afe82932dc0f8e69012e927f061a8bae611a201";
    let data = [
        "0000000000000000000000000000000000000000000000000000000000000001",
        "0000000000000000000000000000000000000000000000000000000000000040",
        "0000000000000000000000000000000000000000000000000000000000000004",
        "59d52e4000000000000000000000000000000000000000000000000000000000",
    ];
    json!({
        "topics": [topic, B256::repeat_byte(operation), B256::ZERO],
        "data": format!("0x{}", data.concat()),
        "address": ENTRY_POINT,
    })
}

#[tokio::test]
async fn a_receipt_says_what_became_of_the_operation_and_why() {
    let selector = "0x59d52e40";
    for (success, more, reason) in [
        (true, json!({}), "0x"),
        (false, json!({"reason": selector}), selector),
        (false, json!({"reason": "no hex here"}), "0x"),
        (false, json!({"logs": [revert_log(9)]}), selector),
        (false, json!({"logs": [revert_log(4)]}), "0x"),
    ] {
        let answer = receipt(success, &more);
        let stub = knowing("eth_getUserOperationReceipt", Ok(answer)).await;
        let hash = B256::repeat_byte(9);
        let read = RpcBundler::new(stub.url()).receipt(hash).await.unwrap().unwrap();
        assert_eq!((read.success, read.block_number), (success, 16));
        assert_eq!(hex::encode_prefixed(&read.revert_data), reason, "{more}");
        assert_eq!((read.transaction, read.cost_wei), (B256::repeat_byte(8), U256::from(255)));
    }
}

#[tokio::test]
async fn its_price_is_asked_in_the_way_it_knows() {
    let price = json!({"maxFeePerGas": "0x9", "maxPriorityFeePerGas": "0x2"});
    let prices = json!({"slow": price, "standard": price, "fast": price});
    let fees = Fees { max_fee_per_gas: 9, max_priority_fee_per_gas: 2 };
    for (method, asked) in
        [("zd_getUserOperationGasPrice", 1), ("pimlico_getUserOperationGasPrice", 2)]
    {
        let stub = knowing(method, Ok(prices.clone())).await;
        let bundler = RpcBundler::new(stub.url());
        assert_eq!(bundler.fees().await, Ok(Some(fees)));
        assert_eq!(stub.seen().len(), asked);
        assert_eq!(bundler.fees().await, Ok(Some(fees)));
        assert_eq!(stub.seen().len(), asked + 1, "the second time it knows which");
    }
}

#[tokio::test]
async fn a_bundler_without_a_price_has_none_and_is_not_asked_again() {
    let stub = knowing("eth_chainId", Ok(json!("0x1"))).await;
    let bundler = RpcBundler::new(stub.url());
    assert_eq!(bundler.fees().await, Ok(None));
    assert_eq!(bundler.fees().await, Ok(None));
    assert_eq!(stub.seen().len(), 2);
    let gone = RpcBundler::new("http://127.0.0.1:1");
    assert!(matches!(gone.fees().await, Err(NetworkError::Unreachable(_))));
}
