//! The truth about keys: last readings at once, ages, meters, and what was not done by this app.

use std::time::Duration;

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolEvent, SolValue};
use latchkey_core::abi::{EntryPointEvents, KernelEvents, TokenEvents};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::history::ChainLog;
use latchkey_core::kernel::execute::{Call, ExecMode, Execution, ExecutionBody};
use latchkey_core::kernel::nonce::{default_key, full, kill_key, root_key};
use latchkey_core::permission::Permission;
use latchkey_core::policy::PolicyKind;
use latchkey_core::user_op::{PackedUserOperation, handle_ops};
use latchkey_tests::fakes::ScriptedBundler;
use latchkey_wallet::Wallet;
use latchkey_wallet::ports::{ChainTransaction, NetworkError};
use latchkey_wallet::record::LogEvent;
use latchkey_wallet::tags::Tag;
use latchkey_wallet::views::{DriftKind, DriftView, KeyMessages, KeyOnChain, KeyState, Severity};
use tokio::time::timeout;

use crate::desk::{CHAIN, Desk, LANDLORD, NOW, desk};
use crate::world::TOKEN;

const PATIENCE: Duration = Duration::from_secs(60);

async fn installed() -> Desk {
    let desk = desk().await;
    desk.granted().await;
    desk.world.lock().unwrap().install(desk.permission());
    desk
}

async fn refreshed(desk: &Desk) -> KeyOnChain {
    desk.wallet.keys_refresh().await.unwrap().remove(0).states.remove(0)
}

fn silent(desk: &Desk) {
    desk.chain.down(Some(NetworkError::Unreachable("no route".into())));
}

/// Puts a bundle of one operation on the chain.
fn mined(desk: &Desk, block: u64, nonce: U256, calls: Vec<Call>, more: Vec<ChainLog>) {
    let account = desk.account().address;
    let (hash, transaction) = (B256::from(nonce), B256::from(U256::from(block)));
    let body = ExecutionBody::Batch(calls);
    let op = PackedUserOperation {
        sender: account,
        nonce,
        init_code: Bytes::new(),
        call_data: Execution { mode: ExecMode::Default, body }.encode(),
        account_gas_limits: B256::ZERO,
        pre_verification_gas: U256::ZERO,
        gas_fees: B256::ZERO,
        paymaster_and_data: Bytes::new(),
        signature: Bytes::new(),
    };
    let topics = vec![
        EntryPointEvents::UserOperationEvent::SIGNATURE_HASH,
        hash,
        account.into_word(),
        B256::ZERO,
    ];
    let data = (nonce, true, U256::from(1_000), U256::from(1)).abi_encode_params().into();
    let index = u64::try_from(more.len()).unwrap();
    let ran = ChainLog { address: ENTRY_POINT_07, topics, data, block, transaction, index };
    desk.networks.written_history(CHAIN.into()).mined(ChainTransaction {
        hash: transaction,
        from: Address::repeat_byte(0x99),
        to: Some(ENTRY_POINT_07),
        input: handle_ops([op], Address::ZERO),
        logs: more.into_iter().chain([ran]).collect(),
        timestamp: NOW + block,
    });
}

fn paid(desk: &Desk, block: u64, atoms: u64) -> ChainLog {
    ChainLog {
        address: TOKEN,
        topics: vec![
            TokenEvents::Transfer::SIGNATURE_HASH,
            desk.account().address.into_word(),
            LANDLORD.into_word(),
        ],
        data: U256::from(atoms).abi_encode().into(),
        block,
        transaction: B256::from(U256::from(block)),
        index: 0,
    }
}

fn drift_lines(desk: &Desk) -> usize {
    let lines = desk.ports.store.log(None, 100).unwrap();
    lines.iter().filter(|line| matches!(line.event, LogEvent::Drift { .. })).count()
}

async fn found(desk: &Desk) -> Vec<DriftView> {
    desk.wallet.keys_refresh().await.unwrap();
    desk.wallet.drift_list().await.unwrap()
}

/// Every kept reading was made so many seconds earlier.
fn grows_old(desk: &Desk, secs: u64) {
    let mut rows = desk.ports.store.key_readings().unwrap();
    rows.iter_mut().for_each(|row| row.read_at -= secs);
    desk.ports.store.keep_readings(&rows).unwrap();
}

#[tokio::test]
async fn a_list_never_waits_for_a_chain_and_says_when_the_chain_answered() {
    let desk = installed().await;
    desk.chain.hangs(true);
    let again = Wallet::new(desk.ports.clone());
    let mut heard = again.changes();
    let listed = timeout(PATIENCE, again.key_list()).await.expect("it must not wait").unwrap();
    let state = &listed[0].states[0];
    assert_eq!(state.state, KeyState::NotDeployed, "as it was read when it was granted");
    assert!(state.read_at.is_some(), "with the date of that reading");
    desk.chain.hangs(false);
    let told = async { while !heard.recv().await.unwrap().tags.contains(&Tag::Keys) {} };
    timeout(PATIENCE, told).await.expect("the reading under way is told");
    let listed = again.key_list().await.unwrap();
    assert_eq!(listed[0].states[0].state, KeyState::Installed);
}

#[tokio::test]
async fn silence_is_unknown_with_the_last_reading_and_never_not_installed() {
    let desk = installed().await;
    desk.chain.head_is(40, NOW);
    let state = refreshed(&desk).await;
    assert_eq!((state.state, state.messages), (KeyState::Installed, KeyMessages::Nobody));
    silent(&desk);
    let state = refreshed(&desk).await;
    assert_eq!((state.state, state.messages), (KeyState::Unknown, KeyMessages::Unknown));
    assert_eq!(state.read_at.map(|at| at.block), Some(40));
    for words in ["no route", "block 40", "Installed"] {
        assert!(state.words.contains(words), "{}", state.words);
    }
    assert!(state.todo.is_some());
    desk.chain.down(None);
    assert_eq!(refreshed(&desk).await.state, KeyState::Installed);
}

#[tokio::test]
async fn readings_outlive_a_restart_with_their_date() {
    let desk = installed().await;
    desk.chain.head_is(41, NOW);
    refreshed(&desk).await;
    silent(&desk);
    let again = Wallet::new(desk.ports.clone());
    let state = again.key_list().await.unwrap().remove(0).states.remove(0);
    assert_eq!((state.state, state.read_at.map(|at| at.block)), (KeyState::Installed, Some(41)));
    grows_old(&desk, 600);
    let again = Wallet::new(desk.ports.clone());
    let state = again.key_list().await.unwrap().remove(0).states.remove(0);
    assert!(state.words.contains("10 minutes ago, and not since"), "{}", state.words);
}

#[tokio::test]
async fn what_ended_for_good_stays_so_in_silence() {
    let desk = installed().await;
    refreshed(&desk).await;
    desk.world.lock().unwrap().uninstall_all();
    assert_eq!(refreshed(&desk).await.state, KeyState::Uninstalled);
    silent(&desk);
    let key = desk.wallet.keys_refresh().await.unwrap().remove(0);
    assert!(key.ended);
    assert_eq!(key.states[0].state, KeyState::Uninstalled, "no answer cannot bring it back");
}

#[tokio::test]
async fn meters_add_up_what_the_chain_has() {
    let desk = installed().await;
    desk.world.lock().unwrap().uses_left = 1;
    desk.chain.head_is(50, NOW);
    let id = desk.permission().id();
    let coin = Call { to: LANDLORD, value: U256::from(7), data: Bytes::new() };
    mined(&desk, 20, full(default_key(id, 0), 0), vec![coin], vec![paid(&desk, 20, 2_000_000)]);
    mined(&desk, 21, full(default_key(id, 0), 1), vec![], vec![paid(&desk, 21, 500_000)]);
    let other = Permission::ecdsa(vec![PolicyKind::Sudo.into()], LANDLORD).id();
    mined(&desk, 22, full(default_key(other, 0), 0), vec![], vec![paid(&desk, 22, 9_000_000)]);
    let meters = refreshed(&desk).await.meters.unwrap();
    assert_eq!((meters.uses_left, meters.uses, meters.operations), (Some(1), Some(3), 2));
    assert_eq!(meters.gas_spent.atomic, "2000");
    let spent: Vec<(&str, &str)> =
        meters.spent.iter().map(|one| (one.atomic.as_str(), one.symbol.as_str())).collect();
    assert_eq!(spent, [("7", meters.gas_spent.symbol.as_str()), ("2500000", "DUSD")]);
    assert_eq!(meters.read_at.map(|at| at.block), Some(50));
}

#[tokio::test]
async fn a_stolen_key_shows_once_in_log_and_notices_and_stays_listed() {
    let desk = installed().await;
    desk.chain.head_is(50, NOW);
    assert!(found(&desk).await.is_empty());
    let take = Call { to: TOKEN, value: U256::ZERO, data: Bytes::new() };
    mined(&desk, 45, full(default_key(desk.permission().id(), 0), 5), vec![take], vec![]);
    let drift = found(&desk).await;
    let [theft] = drift.as_slice() else { panic!("{drift:?}") };
    assert_eq!((theft.kind, theft.severity), (DriftKind::ForeignOperation, Severity::Stop));
    assert!(theft.text.contains("Possible theft") && theft.text.contains("Rent"), "{theft:?}");
    assert!(theft.transaction.is_some() && theft.key_id.is_some());
    assert_eq!((drift_lines(&desk), desk.wallet.status().await.unwrap().notices.len()), (1, 1));
    assert_eq!(found(&desk).await, drift);
    assert_eq!(drift_lines(&desk), 1, "told once");
    desk.world.lock().unwrap().uninstall_all();
    let drift = found(&desk).await;
    let theft = drift.iter().find(|one| one.kind == DriftKind::ForeignOperation).unwrap();
    assert_eq!(theft.severity, Severity::Warn, "the key is ended");
}

#[tokio::test]
async fn owner_operations_of_others_are_shown_and_a_fired_switch_is_none() {
    let desk = installed().await;
    desk.chain.head_is(50, NOW);
    let root = desk.account().spec.root_validator_address();
    let pay = Call { to: LANDLORD, value: U256::from(7), data: Bytes::new() };
    mined(&desk, 45, full(root_key(root, 3), 0), vec![pay], vec![]);
    mined(&desk, 46, full(kill_key(desk.permission().id(), 1), 0), vec![], vec![]);
    let drift = found(&desk).await;
    let [owner, switch] = drift.as_slice() else { panic!("{drift:?}") };
    assert!(owner.text.contains("owner key") && owner.severity == Severity::Warn, "{owner:?}");
    assert!(switch.text.contains("off switch") && switch.severity == Severity::Info, "{switch:?}");
}

#[tokio::test]
async fn a_permission_nobody_here_granted_is_read_and_listed() {
    let desk = installed().await;
    desk.chain.head_is(50, NOW);
    let stranger = Permission::ecdsa(vec![PolicyKind::Sudo.into()], LANDLORD);
    let selector = latchkey_core::kernel::enable::EXECUTE_SELECTOR;
    let id = stranger.validation_id();
    let told = ChainLog {
        address: desk.account().address,
        topics: vec![KernelEvents::SelectorSet::SIGNATURE_HASH],
        data: (selector, id, true).abi_encode_params().into(),
        block: 30,
        transaction: B256::from(U256::from(30)),
        index: 0,
    };
    let root = desk.account().spec.root_validator_address();
    mined(&desk, 30, full(root_key(root, 9), 0), vec![], vec![told]);
    desk.world.lock().unwrap().install(stranger.clone());
    let drift = found(&desk).await;
    let one = drift.iter().find(|one| one.kind == DriftKind::ForeignPermission).unwrap();
    assert_eq!(one.permission_id, Some(stranger.id().to_string()));
    assert!(one.text.contains("It can send operations"), "{one:?}");
    desk.world.lock().unwrap().installed.remove(&id);
    let drift = found(&desk).await;
    assert!(drift.iter().all(|one| one.kind != DriftKind::ForeignPermission), "it is gone");
}

#[tokio::test]
async fn a_key_that_others_ended_is_shown_and_one_that_we_ended_is_not() {
    let desk = installed().await;
    desk.chain.head_is(50, NOW);
    found(&desk).await;
    desk.world.lock().unwrap().uninstall_all();
    let drift = found(&desk).await;
    assert_eq!(drift.iter().map(|one| one.kind).collect::<Vec<_>>(), [DriftKind::KeyGone]);

    let desk = installed().await;
    desk.chain.head_is(50, NOW);
    found(&desk).await;
    let world = desk.world.clone();
    desk.bundler.includes(move |_op| {
        world.lock().unwrap().uninstall_all();
        ScriptedBundler::success(51)
    });
    let key = u32::try_from(desk.keys()[0].id).unwrap();
    assert!(desk.wallet.key_revoke(key).await.unwrap().proven);
    desk.chain.head_is(60, NOW);
    assert_eq!(found(&desk).await, []);
}

#[tokio::test]
async fn the_past_is_gone_through_in_pieces_the_node_takes_and_new_blocks_twice() {
    let desk = installed().await;
    let history = desk.networks.written_history(CHAIN.into());
    history.longest(1_000);
    desk.chain.head_is(4_000, NOW);
    mined(&desk, 5, full(default_key(desk.permission().id(), 0), 5), vec![], vec![]);
    while !history.asked().iter().any(|(from, _)| *from == 0) {
        desk.wallet.keys_refresh().await.unwrap();
    }
    assert_eq!(refreshed(&desk).await.meters.unwrap().operations, 1, "found in block 5");
    let asked = history.asked();
    assert!(asked.iter().all(|(from, to)| to - from < 1_000), "{asked:?}");
    let before = asked.len();
    desk.chain.head_is(4_003, NOW);
    mined(&desk, 4_002, full(default_key(desk.permission().id(), 0), 6), vec![], vec![]);
    assert_eq!(refreshed(&desk).await.meters.unwrap().operations, 2);
    assert_eq!(history.asked()[before..], [(3_988, 4_003)], "only what may still change");
    history.taken_back(4_002);
    assert_eq!(refreshed(&desk).await.meters.unwrap().operations, 1, "it never happened");
}
