//! The story of one grant, told by the official TypeScript SDK: both roads, three ways to open.
//!
//! The SDK checks every structured answer against the tool's own output schema.

use latchkey_tests::mcp_client::{Era, Road, calls};
use serde_json::{Value, json};

use crate::open::{AGENT, Open, checked, open};
use crate::stage::{LANDLORD, STRANGER};

fn story(open: &Open) -> Vec<(&'static str, Value)> {
    vec![
        ("tools/list", json!({})),
        ("list_permissions", json!({})),
        ("get_wallet_address", json!({})),
        ("get_balance", json!({ "chain": "local" })),
        (
            "read_contract",
            json!({ "chain": "local", "contractAddress": open.stage.token.to_string(),
            "functionName": "symbol() returns (string)" }),
        ),
        ("execute_transaction", open.payment(LANDLORD, 10)),
        ("execute_transaction", open.payment(LANDLORD, 26)),
        ("execute_transaction", open.payment(STRANGER, 10)),
        (
            "native_transfer",
            json!({ "chain": "base-mainnet", "address": "x", "amount": 0.5, "unit": "wei" }),
        ),
    ]
}

fn told(answers: &[Value]) {
    let list = &answers[0]["tools"];
    let names: Vec<&str> =
        list.as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "list_permissions",
            "get_wallet_address",
            "get_balance",
            "read_contract",
            "native_transfer",
            "execute_transaction",
            "get_approval",
            "prepare_operation",
            "submit_operation"
        ]
    );
    assert!(list.as_array().unwrap().iter().all(|t| t["_meta"]["anthropic/alwaysLoad"] == true));
    let said: Vec<Value> = answers[1..].iter().map(checked).collect();
    assert_eq!(said[0]["permissions"][0]["label"], "Rent", "{}", said[0]);
    assert_eq!((&said[1]["status"], &said[2]["status"]), (&json!("ok"), &json!("ok")));
    assert_eq!(said[3]["result"], "DUSD");
    assert_eq!(said[4]["status"], "included", "{}", said[4]);
    assert_eq!(said[5]["error"]["rule"]["limit"], "25 DUSD");
    assert_eq!(said[6]["error"]["rule"]["path"], "calls[0].args[0]");
    assert_eq!(said[7]["error"]["code"], "INVALID_ADDRESS");
}

async fn tell(era: Era, version: &str) {
    let open = open(&format!("sdk {era:?}")).await;
    open.grant().await;
    let shim = crate::talk::Shim::command(open.home.path(), AGENT);
    let script = open.home.path().join("shim.sh");
    let line = format!(
        "#!/bin/sh\nHOME={} XDG_RUNTIME_DIR={} exec {} --agent '{AGENT}'\n",
        open.home.path().display(),
        open.home.path().join("run").display(),
        shim.get_program().to_string_lossy()
    );
    std::fs::write(&script, line).unwrap();
    let stdio = Road::Stdio { command: format!("/bin/sh {}", script.display()) };
    let http = Road::Http { url: open.server.http_url().to_owned(), token: open.token.clone() };
    for road in [http, stdio] {
        let asked = story(&open);
        let answers = tokio::task::spawn_blocking(move || calls(&road, era, &asked)).await.unwrap();
        assert_eq!(answers[0]["protocol"], version, "{}", answers[0]);
        told(&answers);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_story_with_a_handshake() {
    tell(Era::Default, "2025-11-25").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_story_as_negotiated() {
    tell(Era::Auto, "2026-07-28").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_story_in_the_newest_version() {
    tell(Era::Pinned, "2026-07-28").await;
}
