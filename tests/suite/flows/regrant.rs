//! Granting again after a revocation (spec 9.7): every stateful policy remembers a permission it has
//! seen, so the same form must come to another permission id, and the old one stays dead.
//!
//! Refuses: to let a key that an agent brought be approved twice; nobody is asked then.

use alloy_primitives::Address;
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::policy::PolicyKind;
use latchkey_tests::hand::TestKey;
use latchkey_wallet::error::Code;
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::views::{GrantForm, KeyState, SessionForm};
use serde_json::json;

use crate::stage::{LANDLORD, Stage, stage};

/// Every policy that keeps state: calls, uses, spacing, window, gas, messages.
fn everything_limited(stage: &Stage, every_secs: &str) -> GrantForm {
    let mut form = stage.rent();
    form.gas_budget = "0.5".to_owned();
    form.every_secs = every_secs.to_owned();
    form
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_form_works_again_at_once_and_the_old_key_stays_dead() {
    let stage = stage("granted_again").await;
    for every_secs in ["", "1"] {
        let form = everything_limited(&stage, every_secs);
        let first = stage.wallet.grant(form.clone()).await.unwrap();
        let kinds = stage.permission(first.id).policies;
        let has = |wanted: fn(&PolicyKind) -> bool| kinds.iter().any(|one| wanted(&one.kind));
        assert!(has(|kind| matches!(kind, PolicyKind::Call(_))), "{kinds:?}");
        assert!(has(|kind| matches!(kind, PolicyKind::Gas(_))), "{kinds:?}");
        assert!(has(|kind| matches!(kind, PolicyKind::Timestamp(_))), "{kinds:?}");
        assert!(has(|kind| matches!(kind, PolicyKind::RateLimit(_))), "{kinds:?}");
        assert!(has(|kind| matches!(kind, PolicyKind::SignatureCaller(_))), "{kinds:?}");
        stage.pay(LANDLORD, 1).await.unwrap();
        let snapshot = stage.rpc("evm_snapshot", json!([])).await["result"].clone();
        stage.rpc("evm_increaseTime", json!([5])).await;
        stage.pay(LANDLORD, 2).await.unwrap();
        let before = stage.signed_operation(0);
        assert_eq!(stage.rpc("evm_revert", json!([snapshot])).await["result"], json!(true));

        assert!(stage.wallet.key_revoke(first.id).await.unwrap().proven);
        let second = stage.wallet.grant(form).await.unwrap();
        assert_ne!(second.permission_id, first.permission_id);
        let paid = stage.pay(LANDLORD, 3).await.unwrap();
        assert_eq!(
            (paid.status, &paid.permission_id),
            (OperationStatus::Included, &second.permission_id)
        );
        let sent = stage.rpc("eth_sendUserOperation", json!([before, ENTRY_POINT_07])).await;
        assert!(sent["error"].is_object(), "the old key: {sent}");
        let keys = stage.wallet.keys_refresh().await.unwrap();
        let state = |id| keys.iter().find(|key| key.id == id).unwrap().states[0].state;
        assert_eq!(state(first.id), KeyState::Uninstalled);
        assert_eq!(state(second.id), KeyState::Installed);
        assert!(stage.wallet.key_revoke(second.id).await.unwrap().proven);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_an_agent_brought_is_not_approved_twice() {
    let stage = stage("brought_again").await;
    let brought = |named: &str| -> GrantForm {
        let address: Address = TestKey::named(named).address();
        let session = SessionForm::Address { address: address.to_string() };
        GrantForm { session, ..stage.rent() }
    };
    let key = stage.wallet.grant(brought("its first")).await.unwrap();
    assert!(stage.wallet.key_revoke(key.id).await.unwrap().proven);
    let asked = stage.hand.asked.lock().unwrap().len();
    let refused = stage.wallet.grant(brought("its first")).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("session.address")));
    assert!(refused.message.contains("fresh one"), "{refused}");
    assert_eq!(stage.hand.asked.lock().unwrap().len(), asked, "nobody was asked");
    stage.wallet.grant(brought("its second")).await.unwrap();
}
