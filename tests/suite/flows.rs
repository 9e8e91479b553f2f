//! The whole path without windows, on the real local network: account, grant, allowed call, refused
//! calls with rule and number, states as the chain has them, revoke, stop.
//!
//! The owner and the session signer are a test's own (`hand`); everything else is the product.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

#[path = "flows/brought.rs"]
mod brought;
#[path = "flows/bundle.rs"]
mod bundle;
#[path = "flows/dangers.rs"]
mod dangers;
#[path = "flows/dry_run.rs"]
mod dry_run;
#[path = "flows/exit.rs"]
mod exit;
#[path = "flows/ground.rs"]
mod ground;
#[path = "flows/kinds.rs"]
mod kinds;
#[path = "flows/off_switch.rs"]
mod off_switch;
#[path = "flows/owners.rs"]
mod owners;
#[path = "flows/published.rs"]
mod published;
#[path = "flows/regrant.rs"]
mod regrant;
#[path = "flows/shadow.rs"]
mod shadow;
#[path = "flows/stage.rs"]
mod stage;
#[path = "flows/three.rs"]
mod three;
#[path = "flows/truth.rs"]
mod truth;
#[path = "flows/worst.rs"]
mod worst;

use latchkey_core::approval::Refusal;
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_devnet::{Config, Devnet};
use latchkey_wallet::error::Code;
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::views::{KeyState, NetworkForm, Outcome, Reach};
use serde_json::json;
use stage::{LANDLORD, STRANGER, rpc, stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn grant_use_refuse_and_revoke() {
    let stage = stage("grant_use_refuse_and_revoke").await;
    let preview = stage.wallet.grant_preview(stage.rent()).await.unwrap();
    assert!(preview.ready, "{preview:?}");
    let key = stage.wallet.grant(stage.rent()).await.unwrap();
    assert_eq!(preview.sentence.as_ref(), Some(&key.sentence));
    assert_eq!(key.states[0].state, KeyState::NotDeployed);
    assert_eq!((key.used, key.uses), (0, Some(3)));

    let before = stage.dusd(LANDLORD).await;
    let paid = stage.pay(LANDLORD, 10).await.unwrap();
    assert_eq!(paid.status, OperationStatus::Included, "{paid:?}");
    assert!(paid.transaction.is_some() && paid.block.is_some() && paid.fee.is_some());
    assert_eq!(stage.dusd(LANDLORD).await - before, 10_000_000);

    let refused = stage.pay(LANDLORD, 26).await.unwrap_err();
    let rule = refused.rule.clone().expect("a rule");
    assert_eq!(refused.code, Code::Policy);
    assert_eq!(rule.policy, "call");
    assert_eq!(rule.path, "calls[0].args[1]");
    assert_eq!(
        (rule.operator.as_str(), rule.limit.as_str(), rule.got.as_str()),
        ("<=", "25 DUSD", "26 DUSD")
    );
    assert_eq!(rule.nearest.as_deref(), Some("25 DUSD"));

    let refused = stage.pay(STRANGER, 10).await.unwrap_err();
    let rule = refused.rule.clone().expect("a rule");
    assert_eq!((rule.policy.as_str(), rule.path.as_str()), ("call", "calls[0].args[0]"));
    assert_eq!(stage.dusd(STRANGER).await, 0);

    let key = stage.key().await;
    assert_eq!(key.states[0].state, KeyState::Installed);
    assert!(key.states[0].read_at.is_some_and(|at| at.block >= paid.block.unwrap()));
    assert_eq!((key.used, key.ended), (1, false));

    let report = stage.wallet.key_revoke(key.id).await.unwrap();
    assert!(report.proven, "{report:?}");
    assert_eq!(report.chains[0].ended, ["Rent"]);
    let key = stage.key().await;
    assert_eq!((key.states[0].state, key.ended), (KeyState::Uninstalled, true));
    let refused = stage.pay(LANDLORD, 10).await.unwrap_err();
    assert_eq!(refused.code, Code::Policy);
    assert!(refused.message.contains("uninstalled"), "{refused}");
    assert_eq!(stage.dusd(LANDLORD).await - before, 10_000_000);

    let lines = stage.wallet.activity_list(None, 50).await.unwrap();
    let refusals = lines.iter().filter(|line| line.outcome == Outcome::Refused).count();
    assert_eq!(refusals, 3, "{lines:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stop_refuses_here_and_on_chain() {
    let stage = stage("stop_refuses_here_and_on_chain").await;
    stage.wallet.grant(stage.rent()).await.unwrap();
    let mut unused = stage.rent();
    unused.name = "Never used".into();
    stage.wallet.grant(unused).await.unwrap();
    stage.pay(LANDLORD, 10).await.unwrap();
    let snapshot = stage.rpc("evm_snapshot", json!([])).await["result"].clone();
    stage.pay(LANDLORD, 11).await.unwrap();
    let second = stage.signed_operation(0);
    assert_eq!(stage.rpc("evm_revert", json!([snapshot])).await["result"], json!(true));

    let stopped = stage.wallet.stop_local().await.unwrap();
    assert_eq!(stopped.still_on_chain, 2);
    let refused = stage.pay(LANDLORD, 1).await.unwrap_err();
    assert_eq!(refused.code, Code::Off);

    let report = stage.wallet.stop_on_chain().await.unwrap();
    assert!(report.proven, "{report:?}");
    let states: Vec<KeyState> =
        stage.wallet.keys_refresh().await.unwrap().iter().map(|key| key.states[0].state).collect();
    assert!(states.contains(&KeyState::Invalidated), "the unused approval: {states:?}");
    assert!(!states.contains(&KeyState::Installed), "{states:?}");

    // The same signed operation, which the chain would have taken before the stop.
    let sent = stage.rpc("eth_sendUserOperation", json!([second, ENTRY_POINT_07])).await;
    assert!(sent["error"].is_object(), "{sent}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unused_key_is_revoked_alone() {
    let stage = stage("an_unused_key_is_revoked_alone").await;
    let first = stage.wallet.grant(stage.rent()).await.unwrap();
    let second = stage.wallet.grant(stage.rent()).await.unwrap();
    assert_ne!(first.permission_id, second.permission_id);
    let report = stage.wallet.key_revoke(first.id).await.unwrap();
    assert!(report.proven, "{report:?}");
    let keys = stage.wallet.keys_refresh().await.unwrap();
    let state = |id| keys.iter().find(|key| key.id == id).unwrap().states[0].state;
    assert_eq!(state(first.id), KeyState::Uninstalled);
    assert_eq!(state(second.id), KeyState::ApprovedUnused);
    let paid = stage.pay(LANDLORD, 25).await.unwrap();
    assert_eq!(
        (paid.status, paid.permission_id),
        (OperationStatus::Included, second.permission_id)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_uses_and_no_more_even_side_by_side() {
    let stage = stage("three_uses_and_no_more").await;
    stage.wallet.grant(stage.rent()).await.unwrap();
    let (a, b, c, d) = tokio::join!(
        stage.pay(LANDLORD, 1),
        stage.pay(LANDLORD, 2),
        stage.pay(LANDLORD, 3),
        stage.pay(LANDLORD, 4)
    );
    let done = [a, b, c, d];
    let included = done.iter().flatten().filter(|op| op.status == OperationStatus::Included);
    assert_eq!(included.count(), 3, "{done:#?}");
    let refused = done.iter().find_map(|one| one.as_ref().err()).expect("a refusal");
    assert_eq!(refused.rule.as_ref().expect("a rule").policy, "rate-limit");
    let key = stage.key().await;
    assert_eq!((key.used, key.states[0].state, key.ended), (3, KeyState::Exhausted, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_changes_nothing() {
    let stage = stage("a_refusal_changes_nothing").await;
    *stage.hand.refuse.lock().unwrap() = Some(Refusal::Declined);
    let refused = stage.wallet.grant(stage.rent()).await.unwrap_err();
    assert_eq!(refused.code, Code::Refused);
    assert!(stage.wallet.keys_refresh().await.unwrap().is_empty());
    *stage.hand.refuse.lock().unwrap() = None;

    let key = stage.wallet.grant(stage.rent()).await.unwrap();
    *stage.hand.refuse.lock().unwrap() = Some(Refusal::TimedOut);
    let refused = stage.wallet.key_revoke(key.id).await.unwrap_err();
    assert_eq!(refused.code, Code::Refused);
    assert_eq!(stage.key().await.states[0].state, KeyState::NotDeployed);
    assert_eq!(stage.pay(LANDLORD, 1).await.unwrap().status, OperationStatus::Included);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_networks_under_one_approval_and_one_that_falls_silent() {
    let stage = stage("two_networks").await;
    let other = Devnet::start(Config { chain_id: 31_338, ..Config::default() }).unwrap();
    let mut form = NetworkForm {
        chain_id: 31_339,
        name: "Second".into(),
        rpc_url: other.rpc_url(),
        bundler_url: other.bundler_url(),
        native_symbol: "ETH".into(),
        explorer_url: None,
    };
    let refused = stage.wallet.network_add(form.clone()).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Offline, Some("chainId")));
    form.chain_id = 31_338;
    let added = stage.wallet.network_add(form).await.unwrap();
    assert!(matches!(added.reach, Reach::Ok { .. }), "{added:?}");
    let account = stage.wallet.status().await.unwrap().account.unwrap().address;
    rpc(&other, "latchkey_faucet", json!([account])).await;

    let mut both = stage.rent();
    both.chain_ids.push(31_338);
    let key = stage.wallet.grant(both).await.unwrap();
    assert_eq!(key.states.len(), 2);
    stage.pay(LANDLORD, 5).await.unwrap();
    let report = stage.wallet.stop_on_chain().await.unwrap();
    assert!(report.proven && report.chains.len() == 2, "{report:?}");
    let asked = stage.hand.asked.lock().unwrap().len();
    assert_eq!(asked, 3, "account, grant, and one approval to stop on both");

    stage.wallet.agent_access_set(true).await.unwrap();
    let mut both = stage.rent();
    both.chain_ids.push(31_338);
    stage.wallet.grant(both).await.unwrap();
    other.stop();
    let keys = stage.wallet.keys_refresh().await.unwrap();
    assert_eq!(keys[0].states[1].state, KeyState::Unknown);
    assert!(keys[0].states[1].read_at.is_some() && !keys[0].ended, "the last reading is dated");
    let report = stage.wallet.stop_on_chain().await.unwrap();
    assert!(!report.proven, "{report:?}");
    assert_eq!((report.chains[0].alive.len(), report.chains[1].alive.len()), (0, 1));
}
