//! Bad input ends in the normal shape of error, with the name of the argument.

use serde_json::{Value, json};

use crate::open::{Open, open};
use crate::stage::LANDLORD;

/// Tool, arguments, code, argument at fault.
type Case = (&'static str, Value, &'static str, Option<&'static str>);

const ARGUMENTS: &str = "INVALID_ARGUMENTS";
const WRONG_SUM: &str = "0x70997970C51812dc3A010C7d01b50e0d17dC79C8";

/// `base` with more entries.
fn with(mut base: Value, more: Value) -> Value {
    base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    base
}

fn reads(token: &str) -> Vec<Case> {
    let balance = |more| with(json!({ "chain": "local" }), more);
    let read = |more| with(json!({ "chain": "local", "contractAddress": token }), more);
    let to = LANDLORD.to_string();
    vec![
        ("get_balance", json!({ "chain": {}, "zzz": 1 }), ARGUMENTS, Some("chain")),
        ("get_balance", json!({}), ARGUMENTS, None),
        ("get_balance", balance(json!({ "adress": to })), ARGUMENTS, Some("adress")),
        ("get_balance", json!({ "chain": "base-mainnet" }), "UNKNOWN_CHAIN", Some("chain")),
        (
            "get_balance",
            balance(json!({ "address": WRONG_SUM })),
            "INVALID_ADDRESS",
            Some("address"),
        ),
        ("get_balance", balance(json!({ "token": to })), ARGUMENTS, Some("token")),
        (
            "read_contract",
            read(json!({ "functionName": "decimals" })),
            ARGUMENTS,
            Some("functionName"),
        ),
        (
            "read_contract",
            read(json!({ "functionName": "f(uint256)", "args": [1.5] })),
            ARGUMENTS,
            Some("args[0]"),
        ),
        (
            "read_contract",
            read(json!({ "functionName": "nope() returns (uint256)" })),
            "WOULD_REVERT",
            None,
        ),
        ("list_permissions", json!({ "chain": "moon" }), "UNKNOWN_CHAIN", Some("chain")),
    ]
}

fn transfers() -> Vec<Case> {
    let base = json!({ "chain": "local", "address": LANDLORD, "amount": "1", "unit": "wei" });
    let pay = |more, code, field| ("native_transfer", with(base.clone(), more), code, Some(field));
    vec![
        pay(json!({ "amount": 0.2 }), "INVALID_AMOUNT", "amount"),
        pay(json!({ "amount": "0.5" }), "INVALID_AMOUNT", "amount"),
        pay(json!({ "unit": "eth" }), ARGUMENTS, "unit"),
        pay(json!({ "waitSeconds": 60 }), ARGUMENTS, "waitSeconds"),
        pay(json!({ "address": "vitalik.eth" }), "INVALID_ADDRESS", "address"),
        pay(json!({ "idempotencyKey": "a b" }), ARGUMENTS, "idempotencyKey"),
    ]
}

fn executions(token: &str) -> Vec<Case> {
    let to = LANDLORD.to_string();
    let all = |arguments, field| ("execute_transaction", arguments, ARGUMENTS, Some(field));
    let one = |more| json!({ "chain": "local", "calls": [with(json!({ "to": token }), more)] });
    let transfer = "transfer(address,uint256)";
    vec![
        all(json!({ "calls": [] }), "chainId"),
        all(json!({ "chain": "local", "calls": [] }), "calls"),
        all(one(json!({ "data": "0x12" })), "calls[0].data"),
        all(one(json!({ "data": "0x", "function": transfer })), "calls[0].data"),
        all(one(json!({ "function": transfer, "args": [to] })), "calls[0].args"),
        all(one(json!({ "function": transfer, "args": [to, "1.5"] })), "calls[0].args[1]"),
    ]
}

async fn refuses(open: &Open, token: &str, cases: Vec<Case>) {
    for (tool, arguments, code, field) in cases {
        let answer = open.tool_as(token, tool, arguments.clone()).await;
        let error = &answer["error"];
        let got = (error["code"].as_str(), error["field"].as_str());
        assert_eq!(got, (Some(code), field), "{tool} {arguments}: {answer}");
        assert_eq!(error["retryable"], false);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_names_the_argument() {
    let open = open("bad_input_names_the_argument").await;
    let token = open.stage.token.to_string();
    refuses(&open, &open.token, reads(&token)).await;
    refuses(&open, &open.token, transfers()).await;
    // Ten calls that send are all an agent has in a minute, so another one goes on.
    let other = open.stage.wallet.agent_create("Other".into()).await.unwrap();
    refuses(&open, &other.token, executions(&token)).await;
}
