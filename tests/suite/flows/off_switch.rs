//! The off switch on the real local network, fired when the vault is empty: nothing can sign any more
//! but what was signed with the grants.
//!
//! Why: on fakes the chain obeys; here the contracts decide.
//! Refuses: to look at receipts; what counts is what is refused afterwards.

use alloy_primitives::{Address, B256, Bytes, address};
use alloy_sol_types::SolCall;
use latchkey_core::abi::Kernel;
use latchkey_core::approval::OwnerKind;
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::message::{Message, MessagePlan, Speaker};
use latchkey_core::user_op::handle_ops;
use latchkey_tests::hand::TestKey;
use latchkey_wallet::record::{KillEnds, PreparedKill};
use latchkey_wallet::views::{FireReport, FiredBy, KeyState, KeyView, MessageForm, SwitchState};
use serde_json::{Value, json};

use crate::exit::{NOWHERE, bundler_at};
use crate::stage::{LANDLORD, Stage, stage, stage_owned_by};

/// A plain account that is nobody's.
const PASSER_BY: Address = address!("0000000000000000000000000000000057ca17e2");

/// A key under this name that may also sign messages for anybody.
async fn granted(stage: &Stage, name: &str) -> KeyView {
    let mut form = stage.rent();
    (form.name, form.messages) = (name.to_owned(), MessageForm::Anybody);
    stage.wallet.grant(form).await.unwrap()
}

async fn healthy(stage: &Stage) -> bool {
    let health = stage.wallet.switch_health().await.unwrap();
    let all = health.keys.iter().flat_map(|key| &key.chains);
    all.clone().count() > 0 && all.clone().all(|one| one.state == SwitchState::Ready)
}

async fn fire(stage: &Stage, key: Option<u32>) -> FireReport {
    stage.hand.empties();
    let report = stage.wallet.switch_fire(key).await.unwrap();
    assert!(report.proven, "{report:#?}");
    report
}

async fn state(stage: &Stage, key: &KeyView) -> KeyState {
    let keys = stage.wallet.keys_refresh().await.unwrap();
    keys.iter().find(|one| one.id == key.id).unwrap().states[0].state
}

/// A payment with the only usable key, signed and mined, and then taken back: the chain would still
/// take it.
async fn signed_before(stage: &Stage) -> Value {
    let snapshot = stage.rpc("evm_snapshot", json!([])).await["result"].clone();
    stage.pay(LANDLORD, 11).await.unwrap();
    let signed = stage.signed_operation(0);
    assert_eq!(stage.rpc("evm_revert", json!([snapshot])).await["result"], json!(true));
    signed
}

async fn refused(stage: &Stage, signed: &Value) {
    let sent = stage.rpc("eth_sendUserOperation", json!([signed, ENTRY_POINT_07])).await;
    assert!(sent["error"].is_object(), "signed before, and still taken: {sent}");
}

/// Whether the account calls a message of its `number`th session key its own (ERC-1271).
async fn speaks(stage: &Stage, key: &KeyView, number: u8) -> bool {
    let secret = TestKey::named(&format!("session {number} of {}", stage.hand.owner.address()));
    assert_eq!(secret.address().to_checksum(None), key.address, "it is this key");
    let (account, permission) = (stage.account().spec, stage.permission(key.id));
    let message = Message::Text("sell everything for nothing".to_owned());
    let plan = MessagePlan {
        account: &account,
        chain_id: stage.net.chain_id(),
        deployed: true,
        speaker: Speaker::Session(&permission),
        replayable: false,
    };
    let digest: B256 = plan.to_sign(&message).unwrap();
    let signature = plan.finish(&secret.sign(digest));
    let data = Kernel::isValidSignatureCall { hash: message.hash(), signature }.abi_encode();
    let call = json!([{"to": account.address(), "data": Bytes::from(data)}, "latest"]);
    let answer = stage.rpc("eth_call", call).await;
    answer["result"].as_str().is_some_and(|word| word.starts_with("0x1626ba7e"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_vault_empty_a_used_and_an_unused_key_die_by_what_was_signed_with_them() {
    let stage = stage("off_switch_all").await;
    let used = granted(&stage, "Used").await;
    stage.pay(LANDLORD, 10).await.unwrap();
    let second_use = signed_before(&stage).await;
    let unused = granted(&stage, "Unused").await;
    assert!(healthy(&stage).await && speaks(&stage, &used, 1).await);

    let report = fire(&stage, None).await;
    let fired = &report.chains[0].fired;
    assert_eq!((fired.len(), fired[0].by), (1, FiredBy::Bundler), "{fired:?}");
    assert!(!stage.wallet.access_on());
    assert_eq!(state(&stage, &used).await, KeyState::Uninstalled);
    assert_eq!(state(&stage, &unused).await, KeyState::Invalidated);
    assert!(!speaks(&stage, &used, 1).await, "messages are over, too");
    refused(&stage, &second_use).await;
    assert!(stage.wallet.switch_health().await.unwrap().keys.is_empty(), "nothing left to switch");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_dies_and_the_other_pays_on_whatever_their_states() {
    for use_it_first in [true, false] {
        let stage = stage(&format!("off_switch_one_{use_it_first}")).await;
        let target = granted(&stage, "Target").await;
        if use_it_first {
            stage.pay(LANDLORD, 10).await.unwrap();
        }
        let before = signed_before(&stage).await;
        let other = granted(&stage, "Other").await;
        let report = stage.wallet.switch_fire(Some(target.id)).await.unwrap();
        assert!(report.proven && report.chains[0].ended == ["Target"], "{report:?}");
        assert_eq!(state(&stage, &target).await, KeyState::Uninstalled);
        assert!(!speaks(&stage, &target, 1).await);
        refused(&stage, &before).await;
        let paid = stage.pay(LANDLORD, 9).await.unwrap();
        assert_eq!(paid.permission_id, other.permission_id, "the other lives on");
        assert!(speaks(&stage, &other, 2).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_was_never_made_and_holds_nothing_is_no_obstacle() {
    let stage = stage("off_switch_undeployed").await;
    let key = granted(&stage, "Never used").await;
    let first_use = signed_before(&stage).await;
    let account = stage.account().address;
    stage.rpc("anvil_setBalance", json!([account, "0x0"])).await;
    let report = fire(&stage, None).await;
    let fired = &report.chains[0].fired;
    assert_eq!((fired.len(), fired[0].by), (1, FiredBy::BundlerUnpaid), "{fired:?}");
    assert_eq!(state(&stage, &key).await, KeyState::Invalidated);
    stage.rpc("latchkey_faucet", json!([account])).await;
    refused(&stage, &first_use).await;
}

/// Anybody with a little coin sends a kill to the EntryPoint; whether that was mined.
async fn passer_by_sends(stage: &Stage, kill: &PreparedKill) -> bool {
    stage.rpc("latchkey_faucet", json!([PASSER_BY])).await;
    stage.rpc("anvil_impersonateAccount", json!([PASSER_BY])).await;
    let data = handle_ops([kill.operation.pack()], PASSER_BY);
    let message = json!({"from": PASSER_BY, "to": ENTRY_POINT_07, "data": data, "gas": "0xd59f80"});
    let sent = stage.rpc("eth_sendTransaction", json!([message])).await;
    let Some(hash) = sent["result"].as_str().map(str::to_owned) else { return false };
    stage.rpc("eth_getTransactionReceipt", json!([hash])).await["result"]["status"] == "0x1"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_kill_is_sent_by_a_passer_by_with_no_app_no_bundler_and_an_empty_account() {
    for deployed in [true, false] {
        let stage = stage(&format!("off_switch_passer_by_{deployed}")).await;
        let key = granted(&stage, "Rent").await;
        if deployed {
            stage.pay(LANDLORD, 10).await.unwrap();
        }
        let before = signed_before(&stage).await;
        let account = stage.account().address;
        stage.rpc("anvil_setBalance", json!([account, "0x0"])).await;
        stage.hand.empties();
        let kills = stage.kills();
        let of = |deploys: bool, pays: bool| {
            let same = |k: &&PreparedKill| {
                (k.ends, k.deploys(), k.pays()) == (KillEnds::OneKey, deploys, pays)
            };
            kills.iter().find(same).unwrap()
        };
        assert!(!passer_by_sends(&stage, of(deployed, false)).await, "the wrong shape");
        assert!(!passer_by_sends(&stage, of(!deployed, true)).await, "the account cannot pay");
        assert!(passer_by_sends(&stage, of(!deployed, false)).await, "the passer-by pays");
        stage.rpc("latchkey_faucet", json!([account])).await;
        assert!(!passer_by_sends(&stage, of(!deployed, true)).await, "the lane is used");
        assert_eq!(state(&stage, &key).await, KeyState::Uninstalled);
        refused(&stage, &before).await;
        let report = stage.wallet.switch_fire(None).await.unwrap();
        assert!(report.proven && report.chains.iter().all(|c| c.fired.is_empty()), "{report:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkeys_switch_is_signed_afterwards_and_works_without_the_passkey() {
    let stage = stage_owned_by("off_switch_passkey", OwnerKind::SecurityKey).await;
    let key = stage.wallet.grant(stage.rent()).await.unwrap();
    stage.pay(LANDLORD, 10).await.unwrap();
    let before = signed_before(&stage).await;
    let health = stage.wallet.switch_health().await.unwrap();
    assert_eq!(health.keys[0].chains[0].state, SwitchState::Missing);
    assert!(!stage.wallet.switch_renew().await.unwrap().needs_renewal);
    assert!(healthy(&stage).await);
    fire(&stage, None).await;
    assert_eq!(state(&stage, &key).await, KeyState::Uninstalled);
    refused(&stage, &before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_switch_survives_the_stop_of_another_and_keys_granted_later_have_their_own() {
    let stage = stage("off_switch_again").await;
    granted(&stage, "First").await;
    fire(&stage, None).await;
    stage.hand.returns();
    stage.wallet.agent_access_set(true).await.unwrap();
    let later = granted(&stage, "Later").await;
    assert!(healthy(&stage).await, "signed for the account as it is now");
    stage.pay(LANDLORD, 3).await.unwrap();
    let before = signed_before(&stage).await;
    fire(&stage, Some(later.id)).await;
    assert_eq!(state(&stage, &later).await, KeyState::Uninstalled);
    refused(&stage, &before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_bundler_off_and_the_account_empty_the_panic_key_carries_it() {
    let stage = stage("off_switch_panic_key").await;
    let used = granted(&stage, "Used").await;
    stage.pay(LANDLORD, 10).await.unwrap();
    let before = signed_before(&stage).await;
    let unused = granted(&stage, "Unused").await;
    stage.rpc("anvil_setBalance", json!([stage.account().address, "0x0"])).await;
    let key = stage.wallet.panic_key_make().await.unwrap();
    bundler_at(&stage, NOWHERE).await;
    stage.hand.empties();
    let poor = stage.wallet.switch_fire(Some(used.id)).await.unwrap();
    assert!(!poor.proven && poor.chains[0].todo.is_some(), "it holds nothing yet: {poor:#?}");

    stage.rpc("latchkey_faucet", json!([key.address])).await;
    let report = fire(&stage, Some(used.id)).await;
    let fired = &report.chains[0].fired;
    assert_eq!((fired.len(), fired[0].by), (1, FiredBy::PanicKey), "{fired:?}");
    assert_eq!(state(&stage, &used).await, KeyState::Uninstalled);
    assert_eq!(state(&stage, &unused).await, KeyState::ApprovedUnused, "one key is one key");
    fire(&stage, None).await;
    assert_eq!(state(&stage, &unused).await, KeyState::Invalidated);
    bundler_at(&stage, &stage.net.bundler_url()).await;
    refused(&stage, &before).await;
}
