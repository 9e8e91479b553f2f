//! Following the chains: new blocks are told, and operations of an earlier run are found.

use std::time::Duration;

use latchkey_core::approval::SessionKeyRef;
use latchkey_tests::fakes::ScriptedBundler;
use latchkey_wallet::Wallet;
use latchkey_wallet::ports::{NetworkError, OperationsOf};
use latchkey_wallet::record::{Holder, OperationStatus};
use latchkey_wallet::tags::Tag;
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

use crate::desk::{Desk, desk};

const EVERY: Duration = Duration::from_millis(5);

async fn hears(heard: &mut Receiver<latchkey_wallet::tags::Changed>, tag: Tag) {
    let tagged = async { while !heard.recv().await.unwrap().tags.contains(&tag) {} };
    timeout(Duration::from_secs(60), tagged).await.expect("to be told");
}

#[tokio::test]
async fn a_new_block_is_told_and_so_is_silence() {
    let desk = desk().await;
    let mut heard = desk.wallet.changes();
    desk.wallet.follow(EVERY);
    hears(&mut heard, Tag::Drift).await;
    tokio::time::sleep(EVERY * 4).await;
    assert!(heard.try_recv().is_err(), "nothing new, nothing told");
    desk.chain.head_is(2, 1_800_000_012);
    hears(&mut heard, Tag::Holdings).await;
    hears(&mut heard, Tag::Keys).await;
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
    hears(&mut heard, Tag::Networks).await;
}

fn status(desk: &Desk) -> OperationStatus {
    desk.ports.store.operations(OperationsOf::Everybody, 1).unwrap()[0].status
}

#[tokio::test]
async fn an_operation_of_an_earlier_run_is_found() {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk.bundler.takes_but(NetworkError::Unreachable("hung up".into()));
    desk.pay(1).await.unwrap();
    assert_eq!(status(&desk), OperationStatus::Unknown);

    let again = Wallet::new(desk.ports.clone());
    desk.bundler.remembers(|_hash| ScriptedBundler::success(9));
    let mut heard = again.changes();
    again.follow(EVERY);
    hears(&mut heard, Tag::Activity).await;
    assert_eq!(status(&desk), OperationStatus::Included);
    assert!(desk.bundler.sent().is_empty(), "nothing was sent again");
}

#[tokio::test]
async fn an_ended_key_leaves_a_vault_that_was_locked_at_the_next_start() {
    let desk = desk().await;
    let key = desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    let (sessions, world) = (desk.sessions.clone(), desk.world.clone());
    sessions.locks(true);
    desk.bundler.includes(move |_op| {
        world.lock().unwrap().uninstall_all();
        ScriptedBundler::success(8)
    });
    assert!(desk.wallet.key_revoke(key.id).await.unwrap().proven);
    let held =
        SessionKeyRef { account: desk.account().address, permission_id: desk.permission().id() };
    let holder = || desk.keys().remove(0).holder;
    assert!(sessions.keeps(&held) && holder() == Holder::Vault, "locked: it is still there");

    // A start with the keychain still locked changes nothing; the one after it does.
    Wallet::new(desk.ports.clone()).follow(Duration::from_secs(3_600));
    tokio::time::sleep(EVERY * 10).await;
    assert_eq!(holder(), Holder::Vault, "a failed removal is not a removal");
    sessions.locks(false);
    let again = Wallet::new(desk.ports.clone());
    let mut heard = again.changes();
    again.follow(EVERY);
    hears(&mut heard, Tag::Keys).await;
    assert!(!sessions.keeps(&held) && holder() == Holder::Nobody);
}
