//! What each tool answers: the happy call, and refusals that say what to change.

use serde_json::{Value, json};

use crate::open::{Open, open};
use crate::stage::{LANDLORD, STRANGER};

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_else(|| panic!("no error: {answer}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_tools() {
    let open = open("reading_tools").await;
    let wallet = open.tool("get_wallet_address", json!({ "anything": 1 })).await;
    assert_eq!(wallet["chains"][0]["chain"], "local");
    let address = wallet["address"].as_str().unwrap();
    let id = open.stage.chain_id();
    for chain in [json!("local"), json!("latchkey-local"), json!(id), json!(format!("eip155:{id}"))]
    {
        let native = open.tool("get_balance", json!({ "chain": chain })).await;
        assert_eq!((&native["address"], &native["chainId"]), (&json!(address), &json!(id)));
        assert_eq!(native["nativeCurrency"]["decimals"], 18);
        assert_eq!(native["balance"]["formatted"], "10", "{native}");
    }
    let token = open.stage.token.to_string();
    let dusd = json!({ "chain": "local", "address": address.to_lowercase(), "token": token });
    let dusd = open.tool("get_balance", dusd).await;
    assert_eq!(dusd["balance"]["decimals"], 6);
    assert!(dusd["balance"]["amount"].as_str().unwrap().parse::<u64>().unwrap() > 0);
    assert!(!dusd["balance"]["formatted"].as_str().unwrap().contains('\u{202F}'), "{dusd}");
    let read = |more: Value| {
        let mut all = json!({ "chain": "local", "contractAddress": token });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let by_signature =
        json!({ "functionName": "balanceOf(address) returns (uint256)", "args": [address] });
    let by_signature = open.tool("read_contract", read(by_signature)).await;
    assert_eq!(by_signature["result"], dusd["balance"]["amount"]);
    let abi = json!([{ "type": "function", "name": "decimals", "inputs": [], "stateMutability": "view",
        "outputs": [{ "name": "", "type": "uint8" }] }]);
    let by_abi = open
        .tool("read_contract", read(json!({ "functionName": "decimals", "abi": abi, "args": [] })))
        .await;
    assert_eq!(by_abi["result"], "6");
    let none = open.tool("list_permissions", json!({})).await;
    assert_eq!(none["permissions"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sending_and_being_refused() {
    let open = open("sending_and_being_refused").await;
    let nothing = open.tool("execute_transaction", open.payment(LANDLORD, 1)).await;
    assert_eq!((code(&nothing), nothing["status"].as_str()), ("NO_PERMISSION", Some("denied")));
    let permission = open.grant().await;

    let paid = open.tool("execute_transaction", open.payment(LANDLORD, 10)).await;
    assert_eq!(paid["status"], "included", "{paid}");
    assert_eq!(paid["permissionId"], json!(permission));
    assert!(paid["transactionHash"].as_str().unwrap().len() == 66 && paid["blockNumber"].is_u64());
    assert_eq!(paid["fee"]["decimals"], 18);

    let much = open.tool("execute_transaction", open.payment(LANDLORD, 26)).await;
    assert_eq!((code(&much), &much["status"]), ("POLICY_DENIED", &json!("denied")));
    let rule = &much["error"]["rule"];
    assert_eq!(rule["path"], "calls[0].args[1]");
    assert_eq!(
        (&rule["operator"], &rule["limit"], &rule["got"]),
        (&json!("<="), &json!("25 DUSD"), &json!("26 DUSD"))
    );
    assert_eq!((&rule["nearest"], &rule["label"]), (&json!("25 DUSD"), &json!("Rent")));
    assert_eq!((&rule["enforcedBy"], &rule["policy"]), (&json!("chain"), &json!("call")));
    assert_eq!(rule["permissionId"], json!(permission));

    let elsewhere = open.tool("execute_transaction", open.payment(STRANGER, 10)).await;
    assert_eq!(elsewhere["error"]["rule"]["path"], "calls[0].args[0]", "{elsewhere}");
    let coin = json!({ "chain": "local", "address": LANDLORD.to_string(), "amount": "0.1", "unit": "ether" });
    let coin = open.tool("native_transfer", coin).await;
    assert_eq!(code(&coin), "POLICY_DENIED", "{coin}");
    let mut named = open.payment(LANDLORD, 1);
    named["permissionId"] = json!("0x00000000");
    assert_eq!(code(&open.tool("execute_transaction", named).await), "UNKNOWN_PERMISSION");

    let listed = open.tool("list_permissions", json!({ "chain": "local" })).await;
    let one = &listed["permissions"][0];
    assert_eq!(
        (&one["permissionId"], &one["used"], &one["uses"]),
        (&json!(permission), &json!(1), &json!(3))
    );
    assert_eq!(one["chains"][0]["usable"], true);
    assert!(one["summary"].as_str().unwrap().contains("25 DUSD"), "{one}");
    let other = open.stage.wallet.agent_create("Other".into()).await.unwrap();
    let others = open.tool_as(&other.token, "list_permissions", json!({})).await;
    assert_eq!(others["permissions"], json!([]), "another agent's permissions are not shown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn native_coin_in_units() {
    let open = open("native_coin_in_units").await;
    let mut form = open.stage.rent();
    form.allow = vec![latchkey_wallet::views::Allow::PayNative {
        recipient: LANDLORD.to_string(),
        max_per_call: "0.5".into(),
    }];
    open.stage.wallet.grant(form).await.unwrap();
    let pay = |amount: &str, unit: &str| json!({ "chain": "local", "address": LANDLORD.to_string(), "amount": amount, "unit": unit });
    let held = || async {
        let at = json!({ "chain": "local", "address": LANDLORD.to_string() });
        open.tool("get_balance", at).await["balance"]["amount"]
            .as_str()
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    let before = held().await;
    for (amount, unit, wei) in
        [("5", "wei", 5), ("2", "gwei", 2_000_000_000), ("0.25", "ether", 250_000_000_000_000_000)]
    {
        let from = held().await;
        let paid = open.tool("native_transfer", pay(amount, unit)).await;
        assert_eq!(paid["status"], "included", "{paid}");
        assert_eq!(held().await - from, wei, "{amount} {unit}");
    }
    let over = open.tool("native_transfer", pay("0.6", "ether")).await;
    assert_eq!(code(&over), "POLICY_DENIED", "{over}");
    assert!(held().await > before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_never_sends_twice() {
    let open = open("one_key_never_sends_twice").await;
    open.grant().await;
    let keyed = |dusd: u64| {
        let mut payment = open.payment(LANDLORD, dusd);
        payment["idempotencyKey"] = json!("rent-november");
        payment
    };
    let before = open.stage.dusd(LANDLORD).await;
    let (first, second) = tokio::join!(
        open.tool("execute_transaction", keyed(3)),
        open.tool("execute_transaction", keyed(3))
    );
    assert_eq!(first["transactionHash"], second["transactionHash"]);
    assert!((first["replayed"] == true) != (second["replayed"] == true), "{first} {second}");
    let conflict = open.tool("execute_transaction", keyed(4)).await;
    assert_eq!(code(&conflict), "IDEMPOTENCY_CONFLICT");
    assert_eq!(open.stage.dusd(LANDLORD).await - before, 3_000_000);

    // Another agent's key of the same name is its own.
    let other = open.stage.wallet.agent_create("Other".into()).await.unwrap();
    let others = open.tool_as(&other.token, "execute_transaction", keyed(3)).await;
    assert_eq!(code(&others), "NO_PERMISSION");

    // Without a key one is made, under which the call only tells where the operation stands.
    let plain = open.tool("execute_transaction", open.payment(LANDLORD, 2)).await;
    let mut again = open.payment(LANDLORD, 2);
    again["idempotencyKey"] = plain["idempotencyKey"].clone();
    let again = open.tool("execute_transaction", again).await;
    assert_eq!((&again["replayed"], &again["userOpHash"]), (&json!(true), &plain["userOpHash"]));
    assert_eq!(open.stage.dusd(LANDLORD).await - before, 5_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_on_its_way_is_not_failed() {
    let open = open("what_is_on_its_way").await;
    open.grant().await;
    open.held.hold(true);
    let mut payment = open.payment(LANDLORD, 7);
    payment["waitSeconds"] = json!(0);
    payment["idempotencyKey"] = json!("slow");
    let sent = open.tool("execute_transaction", payment.clone()).await;
    assert_eq!((&sent["status"], sent.get("error")), (&json!("submitted"), None), "{sent}");
    assert!(sent["pollAfterMs"].is_u64());
    open.held.hold(false);
    let settled = poll(&open, &payment).await;
    assert_eq!((&settled["replayed"], &settled["userOpHash"]), (&json!(true), &sent["userOpHash"]));
    assert_eq!(open.stage.dusd(LANDLORD).await, 7_000_000);
}

/// Repeats a call until the operation is included.
async fn poll(open: &Open, payment: &Value) -> Value {
    for _ in 0..8 {
        let answer = open.tool("execute_transaction", payment.clone()).await;
        if answer["status"] == "included" {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    panic!("never included");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_calls_are_told_when_to_come_back() {
    let open = open("too_many_calls").await;
    for _ in 0..60 {
        let fine = open.tool("get_wallet_address", json!({})).await;
        assert_eq!(fine["status"], "ok");
    }
    let answer = open.tool("get_wallet_address", json!({})).await;
    assert_eq!((code(&answer), &answer["error"]["retryable"]), ("RATE_LIMITED", &json!(true)));
    assert!((1..=60_000).contains(&answer["error"]["retryAfterMs"].as_u64().unwrap()));
    let other = open.stage.wallet.agent_create("Other".into()).await.unwrap();
    let others = open.tool_as(&other.token, "get_wallet_address", json!({})).await;
    assert_eq!(others["status"], "ok");
}
