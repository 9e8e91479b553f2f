//! Owner keys of other kinds, their care, and giving the account to another, on the real local
//! network: what the wallet says is what the chain says afterwards.

use alloy_primitives::{Address, U256};
use latchkey_core::approval::{Ask, LockKind, OwnerKind};
use latchkey_core::chain::{MULTI_CHAIN_ECDSA_VALIDATOR, WEBAUTHN_VALIDATOR_003};
use latchkey_devnet::{Config, Devnet};
use latchkey_wallet::error::Code;
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::views::{GrantForm, KeyState, NetworkForm, Outcome, OwnerKeyView};
use serde_json::json;

use crate::stage::{LANDLORD, Stage, rpc, stage, stage_owned_by};

async fn owners(stage: &Stage) -> Vec<OwnerKeyView> {
    stage.wallet.owner_list().await.unwrap()
}

/// Another owner key, tested.
async fn spare(stage: &Stage, kind: OwnerKind) -> OwnerKeyView {
    let added = stage.wallet.owner_add(kind).await.unwrap();
    assert!(!added.owns && added.tested_at.is_none(), "{added:?}");
    stage.wallet.owner_test(added.id).await.unwrap()
}

/// `isInitialized(account)` of a validator: whether it would still answer for an owner.
async fn left_in(stage: &Stage, validator: Address) -> U256 {
    let account = stage.wallet.status().await.unwrap().account.unwrap().address;
    let data = format!("0xd60b347f{:0>64}", account.trim_start_matches("0x"));
    let call = json!([{ "to": validator, "data": data }, "latest"]);
    let answer = stage.rpc("eth_call", call).await;
    answer["result"].as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_owned_by_a_security_key_grants_is_used_and_revokes() {
    let stage = stage_owned_by("a_passkey_owns_it", OwnerKind::SecurityKey).await;
    let account = stage.wallet.status().await.unwrap().account.unwrap();
    assert_eq!(account.owner_kind, OwnerKind::SecurityKey);
    assert!(account.owner.starts_with("passkey 0x"), "{}", account.owner);
    let key = stage.wallet.grant(stage.rent()).await.unwrap();
    assert_eq!(key.states[0].state, KeyState::NotDeployed);
    let paid = stage.pay(LANDLORD, 10).await.unwrap();
    assert_eq!(paid.status, OperationStatus::Included, "{paid:?}");
    assert_eq!(stage.key().await.states[0].state, KeyState::Installed);
    let [owner] = owners(&stage).await.try_into().unwrap();
    assert!(owner.owns && owner.chains[0].owns == Some(true), "{owner:?}");
    assert!(!owner.can_back_up && !owner.can_add_lock);
    let refused = stage.wallet.owner_backup(owner.id).await.unwrap_err();
    assert!(refused.code == Code::Invalid && refused.message.contains("never leaves"), "{refused}");
    let report = stage.wallet.key_revoke(key.id).await.unwrap();
    assert!(report.proven, "{report:?}");
    assert_eq!(stage.key().await.states[0].state, KeyState::Uninstalled);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_exists_is_given_to_a_security_key_and_back() {
    let stage = stage("given_to_a_security_key").await;
    let used = stage.wallet.grant(stage.rent()).await.unwrap();
    stage.pay(LANDLORD, 1).await.unwrap();
    let mut form = stage.rent();
    form.name = "Unused".into();
    let unused = stage.wallet.grant(form).await.unwrap();

    let untested = stage.wallet.owner_add(OwnerKind::SecurityKey).await.unwrap();
    let refused = stage.wallet.owner_change(untested.id).await.unwrap_err();
    assert!(refused.message.contains("never tested"), "{refused}");
    let new = stage.wallet.owner_test(untested.id).await.unwrap();
    let report = stage.wallet.owner_change(new.id).await.unwrap();
    assert!(report.proven, "{report:?}");
    assert_eq!(report.chains[0].changed, Some(true));

    assert_eq!(left_in(&stage, MULTI_CHAIN_ECDSA_VALIDATOR).await, U256::ZERO, "it is forgotten");
    assert_eq!(left_in(&stage, WEBAUTHN_VALIDATOR_003).await, U256::ONE);

    let [owner, former] = owners(&stage).await.try_into().unwrap();
    assert_eq!((owner.id, owner.owns, former.owns), (new.id, true, false));
    assert_eq!((owner.chains[0].owns, former.chains[0].owns), (Some(true), Some(false)));
    let keys = stage.wallet.keys_refresh().await.unwrap();
    let state = |id| keys.iter().find(|key| key.id == id).unwrap().states[0].state;
    assert_eq!(state(used.id), KeyState::Installed, "what was used goes on");
    assert_eq!(state(unused.id), KeyState::ApprovalStale, "what was not no longer counts");
    assert_eq!(stage.pay(LANDLORD, 1).await.unwrap().status, OperationStatus::Included);

    // The new owner ends a key, grants one, and gives the account back.
    let report = stage.wallet.key_revoke(used.id).await.unwrap();
    assert!(report.proven, "{report:?}");
    stage.wallet.stop_on_chain().await.unwrap();
    stage.wallet.agent_access_set(true).await.unwrap();
    let mut form = stage.rent();
    form.name = "Of the new owner".into();
    stage.wallet.grant(form).await.unwrap();
    assert_eq!(stage.pay(LANDLORD, 1).await.unwrap().status, OperationStatus::Included);
    stage.wallet.owner_test(former.id).await.unwrap();
    let report = stage.wallet.owner_change(former.id).await.unwrap();
    assert!(report.proven, "{report:?}");
    assert_eq!(owners(&stage).await[0].id, former.id);
    let lines = stage.wallet.activity_list(None, 100).await.unwrap();
    let changes = lines.iter().filter(|line| line.title == "Owner changed");
    assert_eq!(changes.filter(|line| line.outcome == Outcome::Done).count(), 2, "{lines:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_does_not_exist_yet_is_made_and_given_away_in_one() {
    let stage = stage("made_and_given_away").await;
    let new = spare(&stage, OwnerKind::Passphrase).await;
    assert_eq!(new.chains[0].deployed, Some(false));
    let report = stage.wallet.owner_change(new.id).await.unwrap();
    assert!(report.proven, "{report:?}");
    let [owner, former] = owners(&stage).await.try_into().unwrap();
    assert_eq!((owner.id, owner.owns), (new.id, true));
    assert_eq!(former.chains[0].owns, Some(false));
    let key = stage.wallet.grant(stage.rent()).await.unwrap();
    assert_eq!(key.states[0].state, KeyState::ApprovedUnused);
    assert_eq!(stage.pay(LANDLORD, 1).await.unwrap().status, OperationStatus::Included);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_added_after_a_change_of_owner_is_given_to_the_present_owner_first() {
    let stage = stage("a_network_added_later").await;
    let new = spare(&stage, OwnerKind::Passphrase).await;
    assert!(stage.wallet.owner_change(new.id).await.unwrap().proven);
    let before = stage.wallet.grant(stage.rent()).await.unwrap();
    let other = Devnet::start(Config { chain_id: 31_338, ..Config::default() }).unwrap();
    let form = NetworkForm {
        chain_id: 31_338,
        name: "Later".into(),
        rpc_url: other.rpc_url(),
        bundler_url: other.bundler_url(),
        native_symbol: "ETH".into(),
        explorer_url: None,
    };
    stage.wallet.network_add(form).await.unwrap();
    let account = stage.wallet.status().await.unwrap().account.unwrap().address;
    rpc(&other, "latchkey_faucet", json!([account])).await;

    // Nothing is hidden: there it would be the first owner's, and no key is granted.
    let [owner, first] = owners(&stage).await.try_into().unwrap();
    let on_later = |key: &OwnerKeyView| key.chains.iter().find(|c| c.chain_id == 31_338).cloned();
    assert_eq!(on_later(&owner).map(|c| (c.owns, c.deployed)), Some((Some(false), Some(false))));
    assert_eq!(on_later(&first).and_then(|c| c.owns), Some(true));
    let later = || GrantForm { name: "Later".into(), chain_ids: vec![31_338], ..stage.rent() };
    let refused = stage.wallet.grant(later()).await.unwrap_err();
    assert!(refused.message.contains("would belong to its first owner"), "{refused}");
    let kept = stage.wallet.owner_remove(first.id).await.unwrap_err();
    assert!(kept.message.contains("would own"), "{kept}");

    let report = stage.wallet.owner_change(owner.id).await.unwrap();
    assert!(report.proven, "{report:?}");
    let [owner, _] = owners(&stage).await.try_into().unwrap();
    assert_eq!((owner.id, on_later(&owner).and_then(|c| c.owns)), (new.id, Some(true)));
    let key = stage.wallet.grant(later()).await.unwrap();
    assert_eq!(key.states[0].state, KeyState::ApprovedUnused);
    // What the present owner granted before is not taken for a former owner's.
    let keys = stage.wallet.keys_refresh().await.unwrap();
    let state = keys.iter().find(|key| key.id == before.id).unwrap().states[0].state;
    assert_eq!(state, KeyState::ApprovedUnused);
    assert_eq!(stage.pay(LANDLORD, 1).await.unwrap().status, OperationStatus::Included);
    let again = stage.wallet.owner_change(owner.id).await.unwrap_err();
    assert!(again.message.contains("owns the account already"), "{again}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_key_is_let_go_while_it_owns_the_account() {
    let stage = stage("no_key_is_let_go").await;
    let [first] = owners(&stage).await.try_into().unwrap();
    let refused = stage.wallet.owner_remove(first.id).await.unwrap_err();
    assert_eq!(refused.code, Code::Stale, "{refused}");
    let new = spare(&stage, OwnerKind::Passphrase).await;
    stage.wallet.owner_change(new.id).await.unwrap();
    let again = stage.wallet.owner_change(new.id).await.unwrap_err();
    assert!(again.message.contains("owns the account already"), "{again}");
    stage.wallet.owner_remove(first.id).await.unwrap();
    assert_eq!(owners(&stage).await.len(), 1);
    let refused = stage.wallet.owner_remove(new.id).await.unwrap_err();
    assert_eq!(refused.code, Code::Stale, "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_locks_and_tests_are_dated_once_the_signer_confirms_them() {
    let stage = stage("backups_locks_and_tests").await;
    let [key] = owners(&stage).await.try_into().unwrap();
    assert_eq!((key.backed_up_at, key.tested_at, key.locks.len()), (None, None, 0));
    let key = stage.wallet.owner_backup(key.id).await.unwrap();
    let key = stage.wallet.owner_add_lock(key.id, LockKind::SecurityKey).await.unwrap();
    let key = stage.wallet.owner_test(key.id).await.unwrap();
    assert!(key.backed_up_at.is_some() && key.tested_at.is_some() && key.locks.len() == 2);
    assert_eq!(owners(&stage).await, std::slice::from_ref(&key));
    *stage.hand.refuse.lock().unwrap() = Some(latchkey_core::approval::Refusal::Declined);
    assert_eq!(stage.wallet.owner_backup(key.id).await.unwrap_err().code, Code::Refused);
    assert_eq!(owners(&stage).await[0].backed_up_at, key.backed_up_at);
    let asked = stage.hand.asked.lock().unwrap();
    let backups = asked.iter().filter(|request| matches!(request.ask, Ask::BackupOwner(_)));
    assert_eq!(backups.count(), 2);
}
