//! The node over HTTP, asked in raw JSON: reads, sends, errors, batches, who may ask.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "tests")]

mod common;

use common::{Node, rpc};
use latchkey_devnet::{Config, Devnet, StartError};
use serde_json::{Value, json};

const ALICE: &str = "0x00000000000000000000000000000000000a11ce";

#[test]
fn answers_what_tools_ask_first() {
    let node = Node::start();
    assert_eq!(node.call("eth_chainId", json!([])), "0x7a69");
    assert_eq!(node.call("net_version", json!([])), "31337");
    assert_eq!(node.call("eth_blockNumber", json!([])), "0x0");
    let block = node.call("eth_getBlockByNumber", json!(["latest", false]));
    assert_eq!((&block["number"], &block["transactions"]), (&json!("0x0"), &json!([])));
    let entry_point = node.running.entry_point().to_string();
    assert!(
        node.call("eth_getCode", json!([entry_point, "latest"])).as_str().unwrap().len() > 30_000
    );
}

#[test]
fn the_faucet_gives_coins_and_tokens_in_blocks_of_their_own() {
    let node = Node::start();
    let gift = node.call("latchkey_faucet", json!([ALICE]));
    assert_eq!(node.call("eth_getBalance", json!([ALICE, "latest"])), "0x8ac7230489e80000");
    assert_eq!(node.call("eth_getBalance", json!([ALICE, "0x0"])), "0x0");
    assert_eq!(node.call("eth_blockNumber", json!([])), "0x2");
    let token = node.running.demo_token().unwrap();
    let logs = node.call("eth_getLogs", json!([{"address": token, "fromBlock": "earliest"}]));
    assert_eq!(logs.as_array().unwrap().len(), 1);
    let receipt = node.call("eth_getTransactionReceipt", json!([gift["transactions"][1]]));
    assert_eq!((&receipt["status"], &receipt["blockNumber"]), (&json!("0x1"), &json!("0x2")));
    assert_eq!(receipt["logs"], logs);
    let transaction = node.call("eth_getTransactionByHash", json!([gift["transactions"][0]]));
    assert_eq!(transaction["to"], ALICE);
}

#[test]
fn a_revert_is_code_3_with_its_data() {
    let node = Node::start();
    let token = node.running.demo_token().unwrap();
    // transfer(address,uint256) of an empty account
    let data = format!("0xa9059cbb{:0>64}{:0>64x}", &ALICE[2..], 1);
    let error = node.fail("eth_call", json!([{"to": token, "data": data}, "latest"]));
    assert_eq!(error["code"], 3);
    assert_eq!(error["data"], "0xf4d678b8");
    assert_eq!(error["message"], "execution reverted: InsufficientBalance");
    assert_eq!(node.fail("eth_estimateGas", json!([{"to": token, "data": data}]))["code"], 3);
}

#[test]
fn estimates_are_enough_and_not_much_more() {
    let node = Node::start();
    node.call("latchkey_faucet", json!([ALICE]));
    node.call("anvil_impersonateAccount", json!([ALICE]));
    let token = node.running.demo_token().unwrap();
    let data = format!("0xa9059cbb{:0>64}{:0>64x}", "b0b", 1);
    let plain = node.call("eth_estimateGas", json!([{"from": ALICE, "to": "0x0000000000000000000000000000000000000b0b", "value": "0x1"}]));
    assert_eq!(plain, "0x5208");
    let gas = node.call("eth_estimateGas", json!([{"from": ALICE, "to": token, "data": data}]));
    let hash = node.call(
        "eth_sendTransaction",
        json!([{"from": ALICE, "to": token, "data": data, "gas": gas}]),
    );
    let receipt = node.call("eth_getTransactionReceipt", json!([hash]));
    assert_eq!(receipt["status"], "0x1");
    let number = |value: &Value| u64::from_str_radix(&value.as_str().unwrap()[2..], 16).unwrap();
    assert!(number(&gas) < number(&receipt["gasUsed"]) * 5 / 4);
}

#[test]
fn time_goes_where_it_is_set() {
    let node = Node::start();
    let now = node.timestamp();
    node.call("evm_setNextBlockTimestamp", json!([now + 1_000]));
    node.call("evm_mine", json!([]));
    assert_eq!(node.timestamp(), now + 1_000);
    node.call("evm_increaseTime", json!([500]));
    node.call("evm_mine", json!([]));
    assert!((now + 1_500..now + 1_510).contains(&node.timestamp()));
    assert_eq!(node.fail("evm_setNextBlockTimestamp", json!([now]))["code"], -32602);
    node.call("anvil_mine", json!(["0x3", "0x3c"]));
    assert_eq!(node.call("eth_blockNumber", json!([])), "0x5");
}

#[test]
fn empty_blocks_come_at_an_interval() {
    let node = Node::start();
    node.call("evm_setIntervalMining", json!([1]));
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    let blocks = node.call("eth_blockNumber", json!([]));
    assert!(["0x1", "0x2"].contains(&blocks.as_str().unwrap()), "{blocks}");
    node.call("evm_setIntervalMining", json!([0]));
}

#[test]
fn edits_are_seen_and_belong_to_the_newest_block() {
    let node = Node::start();
    node.call("evm_mine", json!([]));
    node.call("anvil_setBalance", json!([ALICE, "0x64"]));
    node.call("hardhat_setCode", json!([ALICE, "0x60005460005260206000f3"]));
    node.call("anvil_setStorageAt", json!([ALICE, "0x0", format!("0x{:064x}", 42)]));
    node.call("anvil_setNonce", json!([ALICE, "0x5"]));
    assert_eq!(node.call("eth_call", json!([{"to": ALICE}])), format!("0x{:064x}", 42));
    assert_eq!(
        node.call("eth_getStorageAt", json!([ALICE, "0x0", "latest"])),
        format!("0x{:064x}", 42)
    );
    assert_eq!(node.call("eth_getTransactionCount", json!([ALICE, "latest"])), "0x5");
    node.call("evm_mine", json!([]));
    assert_eq!(node.call("eth_getCode", json!([ALICE, "0x0"])), "0x");
    assert_eq!(node.call("eth_getBalance", json!([ALICE, "0x1"])), "0x64");
}

#[test]
fn state_overrides_hold_for_one_call() {
    let node = Node::start();
    let change = json!({ALICE: {"code": "0x60005460005260206000f3", "stateDiff": {format!("0x{:064x}", 0): format!("0x{:064x}", 7)}}});
    assert_eq!(
        node.call("eth_call", json!([{"to": ALICE}, "latest", change])),
        format!("0x{:064x}", 7)
    );
    assert_eq!(node.call("eth_call", json!([{"to": ALICE}, "latest"])), "0x");
}

#[test]
fn strangers_cannot_send_without_a_signature() {
    let node = Node::start();
    let error = node.fail("eth_sendTransaction", json!([{"from": ALICE, "to": ALICE}]));
    assert_eq!(error["code"], -32000);
    let error = node.fail("eth_sendRawTransaction", json!(["0x02c0"]));
    assert_eq!(error["code"], -32602);
}

#[test]
fn bad_requests_get_their_codes() {
    let node = Node::start();
    let url = node.running.rpc_url();
    assert_eq!(rpc(&url, "{").unwrap()["error"]["code"], -32700);
    assert_eq!(rpc(&url, "[]").unwrap()["error"]["code"], -32600);
    assert_eq!(rpc(&url, r#"{"id":1}"#).unwrap()["error"]["code"], -32600);
    assert_eq!(node.fail("eth_mystery", json!([]))["code"], -32601);
    assert_eq!(node.fail("eth_getBalance", json!(["nobody"]))["code"], -32602);
    assert_eq!(node.fail("eth_getBalance", json!([ALICE, "0x99"]))["code"], -32000);
}

#[test]
fn batches_are_answered_in_order() {
    let node = Node::start();
    let batch = json!([
        {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"},
        {"jsonrpc": "2.0", "method": "evm_mine"},
        {"jsonrpc": "2.0", "id": "two", "method": "eth_blockNumber"},
    ]);
    let answers = rpc(&node.running.rpc_url(), &batch.to_string()).unwrap();
    assert_eq!(answers[0]["result"], "0x7a69");
    assert_eq!((&answers[1]["id"], &answers[1]["result"]), (&json!("two"), &json!("0x1")));
}

#[test]
fn a_large_body_is_refused() {
    let node = Node::start();
    assert_eq!(rpc(&node.running.rpc_url(), &" ".repeat(5 << 20)), Err(413));
}

#[test]
fn foreign_hosts_and_pages_are_turned_away() {
    let node = Node::start();
    let call = r#"{"id":1,"method":"eth_chainId"}"#;
    let ask = |headers: &str| common::post(&node.running.rpc_url(), headers, call).0;
    assert_eq!(ask("Host: localhost:1\r\n"), 200);
    assert_eq!(ask("Host: evil.example\r\n"), 403);
    assert_eq!(ask("Host: 127.0.0.1\r\nOrigin: https://evil.example\r\n"), 403);
    assert_eq!(ask("Host: 127.0.0.1\r\nOrigin: http://localhost:3000\r\n"), 200);
}

#[test]
fn a_taken_port_is_said_so() {
    let node = Node::start();
    let port = node.running.port();
    let error = Devnet::start(Config { port: Some(port), ..Config::default() }).unwrap_err();
    assert!(matches!(error, StartError::PortTaken { port: taken } if taken == port));
    node.running.stop();
    Devnet::start(Config { port: Some(port), ..Config::default() }).unwrap().stop();
}
