//! A session signer that dies by itself shuts the agents out, and the person is told.

use std::sync::Arc;
use std::time::Duration;

use latchkey_core::approval::Asker;
use latchkey_tests::fakes::{
    CountingEntropy, FakeApprover, FakeNetworks, FakeSessions, FixedClock, MemoryStore,
};
use latchkey_wallet::ports::AccountStore;
use latchkey_wallet::{Host, Ports, Wallet};

use crate::rows::account;

fn wallet(sessions: &Arc<FakeSessions>) -> Wallet {
    let store = Arc::new(MemoryStore::default());
    store.create_account(&account(1)).unwrap();
    Wallet::new(Ports {
        store,
        networks: Arc::new(FakeNetworks::default()),
        approver: Arc::new(FakeApprover::default()),
        sessions: Arc::<FakeSessions>::clone(sessions),
        panic: Arc::new(latchkey_tests::hand::Hand::new("a panic key")),
        clock: Arc::new(FixedClock::at(1_800_000_000)),
        entropy: Arc::new(CountingEntropy::default()),
        abis: Arc::new(latchkey_tests::fakes::FakeAbis::default()),
        host: Host {
            version: "0".to_owned(),
            program: None,
            shim_path: String::new(),
            asker: Asker::Person,
        },
    })
}

#[tokio::test]
async fn a_death_is_told_and_a_switch_pressed_twice_is_not_one() {
    let sessions = Arc::new(FakeSessions::default());
    let wallet = wallet(&sessions);
    wallet.agent_access_set(true).await.unwrap();
    wallet.agent_access_set(true).await.unwrap();
    tokio::time::sleep(Duration::from_millis(700)).await;
    let status = wallet.status().await.unwrap();
    assert!(status.agent_access.on && status.notices.is_empty(), "{status:?}");

    let mut changes = wallet.changes();
    sessions.dies();
    tokio::time::timeout(Duration::from_secs(5), changes.recv()).await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let status = wallet.status().await.unwrap();
    assert!(!wallet.access_on() && !status.agent_access.on);
    assert!(status.notices[0].text.contains("ended by itself"), "{:?}", status.notices);
}

#[tokio::test]
async fn a_stop_by_the_person_is_not_a_death() {
    let sessions = Arc::new(FakeSessions::default());
    let wallet = wallet(&sessions);
    wallet.agent_access_set(true).await.unwrap();
    wallet.stop_local().await.unwrap();
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert!(wallet.status().await.unwrap().notices.is_empty());
}
