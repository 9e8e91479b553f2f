//! Ending keys: proven only by what the chain says afterwards.

use std::sync::{Arc, Mutex};

use alloy_primitives::B256;
use latchkey_core::approval::{Ask, Purpose, Verdict};
use latchkey_core::kernel::execute::{ExecMode, decode_execute};
use latchkey_core::kernel::install::{AdminCall, decode_admin};
use latchkey_tests::fakes::ScriptedBundler;
use latchkey_wallet::Wallet;
use latchkey_wallet::error::Code;
use latchkey_wallet::ports::NetworkError;
use latchkey_wallet::record::{LogEvent, Setting};
use latchkey_wallet::views::KeyState;

use crate::desk::{Desk, desk};
use crate::world::World;

pub(crate) async fn installed() -> Desk {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk
}

/// Mines what is sent, as a chain that obeys.
fn obeys(desk: &Desk) {
    obeys_on(&desk.bundler, &desk.world);
}

/// The same on a chain of its own.
pub(crate) fn obeys_on(bundler: &ScriptedBundler, world: &Arc<Mutex<World>>) {
    let world = world.clone();
    bundler.includes(move |op| {
        let mut world = world.lock().unwrap();
        let calls = decode_execute(&op.call_data).unwrap();
        for call in calls.calls() {
            if let Some(AdminCall::InvalidateNonce { nonce }) = decode_admin(&call.data) {
                (world.current, world.valid_from) = (world.current.max(nonce), nonce);
            }
        }
        world.deployed = true;
        world.uninstall_all();
        ScriptedBundler::success(12)
    });
}

#[tokio::test]
async fn revoking_uninstalls_drops_and_proves() {
    let desk = installed().await;
    obeys(&desk);
    let key = desk.keys().remove(0);
    let report = desk.wallet.key_revoke(u32::try_from(key.id).unwrap()).await.unwrap();
    assert!(report.proven, "{report:?}");
    assert_eq!(
        (report.chains[0].ended.as_slice(), report.chains[0].alive.len()),
        (&["Rent".to_owned()][..], 0)
    );
    let sent = decode_execute(&desk.bundler.sent()[0].call_data).unwrap();
    let call = decode_admin(&sent.calls()[0].data);
    let entries = key.policies.len() + 1;
    assert!(
        matches!(call, Some(AdminCall::UninstallValidation { entries: e, .. }) if e == entries)
    );
    assert!(desk.sessions.loaded().is_empty(), "the session signer forgot it");
    assert!(!desk.keys()[0].may_be_live());
    let lines = desk.ports.store.log(None, 20).unwrap();
    assert!(lines.iter().any(|line| matches!(line.event, LogEvent::KeyRevoked { .. })));
    let again = desk.wallet.key_revoke(u32::try_from(key.id).unwrap()).await.unwrap();
    assert!(again.proven && desk.bundler.sent().len() == 1, "nothing is sent for an ended key");
}

#[tokio::test]
async fn a_chain_that_does_not_obey_is_not_believed() {
    let desk = installed().await;
    desk.bundler.includes(|_op| ScriptedBundler::success(12));
    let key = desk.keys().remove(0);
    let report = desk.wallet.key_revoke(u32::try_from(key.id).unwrap()).await.unwrap();
    assert!(!report.proven, "mined and successful, but the key is still there");
    assert_eq!(report.chains[0].alive, ["Rent"]);
    assert!(desk.keys()[0].may_be_live());
}

#[tokio::test]
async fn stopping_all_is_one_try_batch_that_raises_the_nonce() {
    let desk = installed().await;
    desk.granted().await;
    obeys(&desk);
    let report = desk.wallet.stop_on_chain().await.unwrap();
    assert!(report.proven, "{report:?}");
    assert!(!desk.wallet.access_on(), "agents are out, too");
    let sent = decode_execute(&desk.bundler.sent()[0].call_data).unwrap();
    assert_eq!(sent.mode, ExecMode::Try);
    let calls: Vec<_> = sent.calls().iter().map(|call| decode_admin(&call.data).unwrap()).collect();
    assert!(
        matches!(
            calls.as_slice(),
            [AdminCall::UninstallValidation { .. }, AdminCall::InvalidateNonce { nonce: 2 }]
        ),
        "{calls:?}"
    );
    let asked = desk.approver.asked();
    let Ask::Operations(ask) = &asked.last().unwrap().ask else { panic!("{asked:?}") };
    assert_eq!((ask.purpose, ask.keys.len()), (Purpose::StopAll, 2));
    let states: Vec<KeyState> =
        desk.wallet.keys_refresh().await.unwrap().iter().map(|key| key.states[0].state).collect();
    assert_eq!(states, [KeyState::Invalidated, KeyState::Uninstalled]);
}

#[tokio::test]
async fn an_approval_on_an_account_that_does_not_exist_dies_by_making_it() {
    let desk = desk().await;
    desk.granted().await;
    obeys(&desk);
    let report = desk.wallet.stop_on_chain().await.unwrap();
    assert!(report.proven, "{report:?}");
    assert!(desk.bundler.sent()[0].factory.is_some());
}

#[tokio::test]
async fn wrong_answers_of_the_signer_send_nothing() {
    let desk = installed().await;
    let lies: [fn(&mut Verdict); 3] = [
        |v| {
            let Verdict::Signed { root, .. } = v else { return };
            *root = B256::ZERO;
        },
        |v| {
            let Verdict::Signed { signatures, .. } = v else { return };
            signatures.clear();
        },
        |v| {
            let Verdict::Signed { signatures, .. } = v else { return };
            let mut bytes = signatures[0].to_vec();
            bytes[10] ^= 1;
            signatures[0] = bytes.into();
        },
    ];
    for alter in lies {
        desk.lies(alter);
        assert_eq!(desk.wallet.stop_on_chain().await.unwrap_err().code, Code::Signer);
    }
    assert!(desk.bundler.sent().is_empty());
}

#[tokio::test]
async fn a_silent_chain_leaves_a_key_unknown_and_what_ends_it_signed_for_later() {
    let desk = installed().await;
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
    let key = desk.wallet.keys_refresh().await.unwrap().remove(0);
    assert_eq!((key.states[0].state, key.ended), (KeyState::Unknown, false));
    assert!(key.states[0].words.contains("no route"));
    let asked = desk.approver.asked().len();
    let report = desk.wallet.stop_on_chain().await.unwrap();
    assert!(!report.proven && report.chains[0].problem.is_some(), "{report:?}");
    assert_eq!(desk.approver.asked().len(), asked + 1, "it is signed now");
    assert!(desk.bundler.sent().is_empty(), "and sent when the chain answers");
}

#[tokio::test]
async fn the_local_stop_needs_no_network_and_outlives_a_restart() {
    let desk = installed().await;
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
    let report = desk.wallet.stop_local().await.unwrap();
    assert_eq!((report.millis, report.still_on_chain), (0, 1));
    assert!(!desk.sessions.loaded().iter().any(|_| true));
    let kept = desk.ports.store.setting(Setting::AgentAccess).unwrap();
    assert_eq!(kept.as_deref(), Some("off"));
    let again = Wallet::new(desk.ports.clone());
    assert!(!again.agent_access_was_on().await.unwrap());
    assert_eq!(desk.pay(1).await.unwrap_err().code, Code::Off);
}
