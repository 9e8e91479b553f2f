//! The bundler, over HTTP: what the EntryPoint takes it includes, what the EntryPoint refuses it
//! refuses with the same words; estimates are enough for an operation that is signed afterwards.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::path::Path;

use alloy_primitives::{Bytes, U256, eip191_hash_message, hex, keccak256};
use common::Node;
use k256::ecdsa::SigningKey;
use latchkey_devnet::{Clock, Config};
use serde_json::{Value, json};

/// A signature of nobody in particular that recovers to somebody, as SDKs put it in while they estimate.
const STUB: &str = "0xfffffffffffffffffffffffffffffff0000000000000000000000000000000007aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1c";

/// The recorded traces; each holds signed operations.
fn trace(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/behaviour");
    serde_json::from_slice(&std::fs::read(folder.join(name).with_extension("json")).unwrap())
        .unwrap()
}

/// A node with the balances and code that a trace begins with.
fn prepared(trace: &Value) -> Node {
    let clock = Clock::Fixed(trace["setup"]["timestamp"].as_u64().unwrap());
    let chain_id = trace["chainId"].as_u64().unwrap();
    let node = Node::with(Config { chain_id, clock, ..Config::default() });
    for balance in trace["setup"]["balances"].as_array().unwrap() {
        node.call("anvil_setBalance", json!([balance["address"], balance["wei"]]));
    }
    for code in trace["setup"]["code"].as_array().unwrap() {
        node.call("anvil_setCode", json!([code["address"], code["runtime"]]));
    }
    node
}

/// The JSON form of a packed operation.
fn unpacked(packed: &Value) -> Value {
    let bytes = |name: &str| packed[name].as_str().unwrap().parse::<Bytes>().unwrap();
    let number = |part: &[u8]| format!("{:#x}", U256::try_from_be_slice(part).unwrap());
    let nonce = U256::from_be_slice(&hex::decode(packed["nonce"].as_str().unwrap()).unwrap());
    let (limits, fees) = (bytes("accountGasLimits"), bytes("gasFees"));
    let (init, pays) = (bytes("initCode"), bytes("paymasterAndData"));
    let mut form = json!({
        "sender": packed["sender"],
        "nonce": format!("{nonce:#x}"),
        "callData": packed["callData"],
        "verificationGasLimit": number(&limits[..16]),
        "callGasLimit": number(&limits[16..]),
        "preVerificationGas": packed["preVerificationGas"],
        "maxPriorityFeePerGas": number(&fees[..16]),
        "maxFeePerGas": number(&fees[16..]),
        "signature": packed["signature"],
    });
    if init.len() >= 20 {
        form["factory"] = json!(init.slice(..20));
        form["factoryData"] = json!(init.slice(20..));
    }
    if pays.len() >= 52 {
        form["paymaster"] = json!(pays.slice(..20));
        form["paymasterVerificationGasLimit"] = json!(number(&pays[20..36]));
        form["paymasterPostOpGasLimit"] = json!(number(&pays[36..52]));
        form["paymasterData"] = json!(pays.slice(52..));
    }
    form
}

fn operations(trace: &Value) -> impl Iterator<Item = &Value> {
    trace["steps"].as_array().unwrap().iter().filter(|step| step["op"] == "userOp")
}

/// Plays a trace with every operation going through the bundler.
fn play(name: &str) {
    let trace = trace(name);
    let node = prepared(&trace);
    let entry_point = node.running.entry_point();
    for step in trace["steps"].as_array().unwrap() {
        if step["op"] == "setTime" {
            continue;
        }
        node.call("evm_setNextBlockTimestamp", json!([step["at"]]));
        match step["op"].as_str().unwrap() {
            "tx" => {
                node.call("anvil_impersonateAccount", json!([step["from"]]));
                let message = json!({"from": step["from"], "to": step["to"], "data": step["data"], "value": step["value"], "gas": "0xd59f80"});
                node.call("eth_sendTransaction", json!([message]));
            }
            "userOp" => {
                let answer = node
                    .ask("eth_sendUserOperation", json!([unpacked(&step["userOp"]), entry_point]));
                compare(name, &node, step, &answer);
            }
            _ => continue,
        }
    }
}

fn compare(name: &str, node: &Node, step: &Value, answer: &Value) {
    let expect = &step["expect"];
    if expect["included"] == true {
        assert_eq!(answer["result"], step["userOpHash"], "{name}: {answer}");
        let receipt = node.call("eth_getUserOperationReceipt", json!([step["userOpHash"]]));
        assert_eq!(receipt["success"], expect["success"], "{name}");
        if expect["revertReason"].as_str().is_some_and(|data| data != "0x") {
            assert_eq!(receipt["reason"], expect["revertReason"], "{name}");
        }
    } else {
        let rejected = &expect["rejected"];
        let data = &answer["error"]["data"];
        assert_eq!(data["failedOp"], rejected["failedOp"], "{name}: {answer}");
        if rejected["innerRevertData"].is_string() {
            assert_eq!(data["innerRevertData"], rejected["innerRevertData"], "{name}: {answer}");
        }
        let text = rejected["failedOp"].as_str().unwrap_or_default();
        assert!(answer["error"]["message"].as_str().unwrap().contains(text), "{name}: {answer}");
    }
}

#[test]
fn agrees_with_the_entry_point() {
    for name in [
        "owner-ecdsa-deploy-and-transfer",
        "owner-ecdsa-wrong-signature",
        "owner-initcode-mistakes",
        "owner-paymaster",
        "owner-wrong-nonce",
        "call-v4-less-or-equal",
        "timestamp-window",
        "rate-spacing",
        "gas-enforce-paymaster",
        "passkey-session-life",
        "kill-all-default-mode",
        "presigned-kill-zero-fee",
    ] {
        play(name);
    }
}

#[test]
fn each_refusal_has_its_code() {
    let codes = |name: &str| {
        let trace = trace(name);
        let node = prepared(&trace);
        let entry_point = node.running.entry_point();
        let step = operations(&trace).find(|step| step["expect"]["rejected"].is_object()).unwrap();
        let error =
            node.fail("eth_sendUserOperation", json!([unpacked(&step["userOp"]), entry_point]));
        error["code"].as_i64().unwrap()
    };
    assert_eq!(codes("owner-ecdsa-wrong-signature"), -32507);
    assert_eq!(codes("owner-wrong-nonce"), -32500);
    assert_eq!(codes("rate-count-zero"), -32500);
}

#[test]
fn an_included_operation_can_be_read_back() {
    let trace = trace("owner-ecdsa-deploy-and-transfer");
    let node = prepared(&trace);
    let entry_point = node.running.entry_point();
    let step = operations(&trace).next().unwrap();
    let operation = unpacked(&step["userOp"]);
    assert_eq!(node.call("eth_getUserOperationReceipt", json!([step["userOpHash"]])), Value::Null);
    node.call("eth_sendUserOperation", json!([operation, entry_point]));
    let found = node.call("eth_getUserOperationByHash", json!([step["userOpHash"]]));
    let mut got = found["userOperation"].clone();
    for (name, value) in operation.as_object().unwrap() {
        let same = got[name].take().to_string().eq_ignore_ascii_case(&value.to_string());
        assert!(same, "{name} differs");
    }
    let receipt = node.call("eth_getUserOperationReceipt", json!([step["userOpHash"]]));
    assert_eq!(receipt["receipt"]["transactionHash"], found["transactionHash"]);
    assert!(
        receipt["logs"].as_array().unwrap().len()
            < receipt["receipt"]["logs"].as_array().unwrap().len()
    );
}

#[test]
fn an_estimate_is_enough_for_the_signed_operation() {
    let trace = trace("owner-ecdsa-deploy-and-transfer");
    let node = prepared(&trace);
    let entry_point = node.running.entry_point();
    let mut operation = unpacked(&operations(&trace).next().unwrap()["userOp"]);
    node.call("latchkey_faucet", json!([operation["sender"]]));
    for field in ["callGasLimit", "verificationGasLimit", "preVerificationGas"] {
        operation[field] = json!("0x0");
    }
    operation["signature"] = json!(STUB);
    let estimate = node.call("eth_estimateUserOperationGas", json!([operation, entry_point]));
    let price = node.call("zd_getUserOperationGasPrice", json!([]));
    for part in [&estimate, &price["standard"]] {
        operation.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
    }
    operation["signature"] = json!(signed(&trace, &operation_hash(&operation, &node)));
    let hash = node.call("eth_sendUserOperation", json!([operation, entry_point]));
    let receipt = node.call("eth_getUserOperationReceipt", json!([hash]));
    assert_eq!(receipt["success"], true, "{receipt}");
    let number = |value: &Value| u64::from_str_radix(&value.as_str().unwrap()[2..], 16).unwrap();
    let asked: u64 = estimate.as_object().unwrap().values().map(number).sum();
    let used = number(&receipt["actualGasUsed"]);
    assert!(asked < used * 3 / 2, "asked for {asked}, used {used}");
}

/// The hash as this test computes it, by the definition in ERC-4337 for EntryPoint 0.7.
fn operation_hash(operation: &Value, node: &Node) -> [u8; 32] {
    let word =
        |name: &str| U256::from_str_radix(&operation[name].as_str().unwrap()[2..], 16).unwrap();
    let bytes = |name: &str| hex::decode(operation[name].as_str().unwrap_or("0x")).unwrap();
    let pair = |high: &str, low: &str| (word(high) << 128_usize) | word(low);
    let address = |text: &str| U256::from_be_slice(&hex::decode(text).unwrap());
    let digest = |data: Vec<u8>| U256::from_be_bytes(keccak256(data).0);
    let init = [bytes("factory"), bytes("factoryData")].concat();
    let words = |words: &[U256]| {
        words.iter().flat_map(|word| word.to_be_bytes::<32>()).collect::<Vec<u8>>()
    };
    let inner = words(&[
        address(operation["sender"].as_str().unwrap()),
        word("nonce"),
        digest(init),
        digest(bytes("callData")),
        pair("verificationGasLimit", "callGasLimit"),
        word("preVerificationGas"),
        pair("maxPriorityFeePerGas", "maxFeePerGas"),
        digest(Vec::new()),
    ]);
    let entry_point = address(&node.running.entry_point().to_string());
    keccak256(words(&[digest(inner), entry_point, U256::from(node.running.chain_id())])).0
}

fn signed(trace: &Value, hash: &[u8; 32]) -> Bytes {
    let key = hex::decode(trace["keys"]["owner"]["privateKey"].as_str().unwrap()).unwrap();
    let key = SigningKey::from_slice(&key).unwrap();
    let (signature, parity) = key.sign_prehash_recoverable(eip191_hash_message(hash).as_slice());
    [signature.to_bytes().as_slice(), &[27 + parity.to_byte()]].concat().into()
}

#[test]
fn an_estimate_says_why_there_is_none() {
    let trace = trace("owner-ecdsa-deploy-and-transfer");
    let node = prepared(&trace);
    let entry_point = node.running.entry_point();
    let mut operation = unpacked(&operations(&trace).next().unwrap()["userOp"]);
    let error = node.fail("eth_estimateUserOperationGas", json!([operation, operation["sender"]]));
    assert_eq!(error["code"], -32602);
    operation.as_object_mut().unwrap().remove("factory");
    operation.as_object_mut().unwrap().remove("factoryData");
    let error = node.fail("eth_estimateUserOperationGas", json!([operation, entry_point]));
    assert_eq!(
        (&error["code"], &error["data"]["failedOp"]),
        (&json!(-32500), &json!("AA20 account not deployed"))
    );
}
