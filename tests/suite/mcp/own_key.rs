//! An agent that keeps its own key, over the wire: what it may do, what it is given to sign, what it
//! sends, what it carries; and what other agents get of it.

use alloy_primitives::B256;
use latchkey_core::blob::SerializedAccount;
use latchkey_tests::hand::TestKey;
use latchkey_wallet::views::{GrantForm, SessionForm};
use serde_json::{Value, json};

use crate::open::open;
use crate::stage::{LANDLORD, STRANGER};

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_else(|| panic!("no error: {answer}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_signs_what_it_prepared_and_carries_its_approval() {
    let open = open("an_agent_signs_what_it_prepared").await;
    let own = TestKey::named("an agent's own key");
    let session = SessionForm::Address { address: own.address().to_string() };
    let form = GrantForm { session, ..open.stage.rent() };
    let permission = open.stage.wallet.grant(form).await.unwrap().permission_id;
    let listed = open.tool("list_permissions", json!({})).await;
    assert_eq!(listed["permissions"][0]["heldBy"], "agent", "{listed}");
    let kept = open.tool("execute_transaction", open.payment(LANDLORD, 1)).await;
    assert_eq!(code(&kept), "NO_PERMISSION", "{kept}");

    let payment = |to: String, dusd| {
        let calls = open.payment(to, dusd)["calls"].clone();
        json!({ "chain": "local", "calls": calls })
    };
    let prepared = open.tool("prepare_operation", payment(LANDLORD.to_string(), 10)).await;
    assert_eq!(prepared["sign"]["method"], "personal_sign", "{prepared}");
    assert_eq!(prepared["sign"]["bytes"], prepared["userOpHash"]);
    assert!(prepared["operation"].get("signature").is_none());
    let hash: B256 = prepared["userOpHash"].as_str().unwrap().parse().unwrap();
    let submit = |signature: &[u8]| {
        json!({ "userOpHash": hash.to_string(), "signature": format!("0x{}", hex::encode(signature)),
            "waitSeconds": 40 })
    };
    let forged = submit(&TestKey::named("somebody else").personal_sign(hash));
    let forged = open.tool("submit_operation", forged).await;
    assert_eq!(forged["error"]["field"], "signature", "{forged}");
    let sent = open.tool("submit_operation", submit(&own.personal_sign(hash))).await;
    assert_eq!((&sent["status"], &sent["userOpHash"]), (&json!("included"), &json!(hash)));
    let again = open.tool("submit_operation", submit(&own.personal_sign(hash))).await;
    assert_eq!(again["transactionHash"], sent["transactionHash"], "nothing is sent twice");

    let much = open.tool("prepare_operation", payment(LANDLORD.to_string(), 26)).await;
    assert_eq!(much["error"]["rule"]["limit"], "25 DUSD", "{much}");
    let elsewhere = open.tool("prepare_operation", payment(STRANGER.to_string(), 1)).await;
    assert_eq!(code(&elsewhere), "POLICY_DENIED", "{elsewhere}");

    let which = json!({ "chain": "local", "permissionId": permission });
    let carried = open.tool("get_approval", which.clone()).await;
    let text = SerializedAccount::decode(carried["approval"].as_str().unwrap()).unwrap();
    assert_eq!(text.session_key, None, "no secret");
    let other = open.stage.wallet.agent_create("Nosy".into()).await.unwrap();
    let theirs = open.tool_as(&other.token, "get_approval", which).await;
    assert_eq!(code(&theirs), "NOT_FOUND", "{theirs}");
    let stolen = submit(&own.personal_sign(hash));
    let stolen = open.tool_as(&other.token, "submit_operation", stolen).await;
    assert_eq!(code(&stolen), "NOT_FOUND", "{stolen}");
}
