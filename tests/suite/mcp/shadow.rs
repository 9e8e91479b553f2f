//! Shadow mode as an agent meets it: an honest "nothing was signed", over HTTP and from the official
//! SDK.

use latchkey_tests::mcp_client::{Era, Road, calls};
use serde_json::{Value, json};

use crate::open::{checked, open};
use crate::stage::{LANDLORD, STRANGER};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watched_agent_is_told_that_nothing_was_signed() {
    let open = open("a_watched_agent_is_told").await;
    let wallet = &open.stage.wallet;
    wallet.shadow_set(open.stage.agent, true).await.unwrap();
    let before = open.stage.dusd(LANDLORD).await;

    let told = open.tool("execute_transaction", open.payment(LANDLORD, 10)).await;
    assert_eq!(told["status"], "shadow", "{told}");
    let shadow = &told["shadow"];
    assert_eq!(shadow["wouldWork"], true, "{told}");
    assert!(shadow["message"].as_str().unwrap().contains("nothing was signed or sent"), "{told}");
    assert!(shadow["changes"][0].as_str().unwrap().contains("−10 DUSD"), "{told}");
    assert!(told.get("userOpHash").is_none() && told.get("transactionHash").is_none(), "{told}");

    let native = json!({ "chain": "local", "address": STRANGER, "amount": "0.5", "unit": "ether",
        "idempotencyKey": "gift" });
    for _again in 0..2 {
        let told = open.tool("native_transfer", native.clone()).await;
        assert_eq!(told["status"], "shadow", "{told}");
    }
    let mut prepare = open.payment(LANDLORD, 1);
    prepare["chain"] = prepare["chainId"].take();
    prepare.as_object_mut().unwrap().remove("chainId");
    let told = open.tool("prepare_operation", prepare).await;
    assert_eq!(told["error"]["code"], "SHADOW_MODE", "{told}");

    let seen = wallet.shadow_calls(open.stage.agent).await.unwrap();
    assert_eq!(seen.len(), 3, "a payment, one gift, one preparation: {seen:?}");
    assert_eq!(open.stage.dusd(LANDLORD).await, before, "nothing moved");
    assert_eq!(open.stage.hand.held(), 0, "there is not even a key");

    wallet.stop_local().await.unwrap();
    let off = open.tool("execute_transaction", open.payment(LANDLORD, 10)).await;
    assert_eq!(off["error"]["code"], "AGENT_ACCESS_OFF", "{off}");
    assert_eq!(wallet.shadow_calls(open.stage.agent).await.unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_official_client_takes_the_answer() {
    let open = open("the_official_client_takes").await;
    open.stage.wallet.shadow_set(open.stage.agent, true).await.unwrap();
    let road = Road::Http { url: open.server.http_url().to_owned(), token: open.token.clone() };
    let asked = vec![
        ("execute_transaction", open.payment(LANDLORD, 10)),
        ("execute_transaction", open.payment(LANDLORD, 900_000_000)),
    ];
    let answers =
        tokio::task::spawn_blocking(move || calls(&road, Era::Default, &asked)).await.unwrap();
    let told: Vec<Value> = answers.iter().map(checked).collect();
    assert_eq!((&told[0]["status"], &told[1]["status"]), (&json!("shadow"), &json!("shadow")));
    assert_eq!(told[0]["shadow"]["wouldWork"], true);
    assert_eq!(told[1]["shadow"]["wouldWork"], false, "{}", told[1]);
}
