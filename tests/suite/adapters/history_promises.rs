//! What the ports promise of readings, history and findings, held by the store on disk and the one in
//! memory alike.

use alloy_primitives::{Address, B256, FixedBytes, U256};
use latchkey_core::history::Signer;
use latchkey_core::key_state::{AccountFacts, KeyFacts};
use latchkey_core::plan::Nonces;
use latchkey_tests::fakes::MemoryStore;
use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::ports::{Store, StoreError};
use latchkey_wallet::record::{
    Cursor, HistoryPart, KeptReading, LogEvent, SeenOperation, SeenValidation,
};

use crate::rows::{FAR, furnish, key, network};

fn on_both(promise: impl Fn(&dyn Store)) {
    promise(&MemoryStore::default());
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("latchkey.db")).unwrap();
    promise(&store);
    assert_eq!(latchkey_wallet::ports::LogStore::verify_log(&store).unwrap().fault, None);
}

fn reading(key_id: i64, chain_id: u64, block: u64) -> KeptReading {
    let nonces = Nonces { current: 3, valid_from: 2 };
    let account = AccountFacts { deployed: true, nonces, same_owner: true };
    let facts = Some(KeyFacts { nonce: 1, installed: true, ..KeyFacts::NEVER });
    KeptReading { key_id, chain_id, block, block_time: 70, read_at: 80, account, facts }
}

fn ran(chain_id: u64, n: u8, block: u64) -> SeenOperation {
    SeenOperation {
        chain_id,
        hash: B256::repeat_byte(n),
        signer: Signer::Permission(FixedBytes([n; 4])),
        success: true,
        cost_wei: U256::MAX,
        account_paid: false,
        native_out: U256::from(n),
        tokens_out: vec![(Address::repeat_byte(n), U256::MAX)],
        calls: Vec::new(),
        transaction: B256::repeat_byte(n),
        block,
        at: 90,
    }
}

fn installed(chain_id: u64, n: u8, block: u64) -> SeenValidation {
    let (validation_id, transaction) = (FixedBytes([n; 21]), B256::repeat_byte(n));
    SeenValidation { chain_id, validation_id, permission: None, transaction, block }
}

fn part(account_id: i64, chain_id: u64, high: u64) -> HistoryPart {
    let cursor = Cursor { account_id, chain_id, low: 1, high, whole: false };
    HistoryPart { cursor, again_from: None, operations: Vec::new(), validations: Vec::new() }
}

#[test]
fn the_last_reading_of_each_key_and_chain_is_kept_and_none_of_unknown_keys() {
    on_both(|store| {
        let (account, agent) = furnish(store);
        store.put_network(&network(FAR)).unwrap();
        let id = store.create_key(&key(account, agent, 1, &[FAR]), "may do it").unwrap().id;
        store.keep_readings(&[reading(id, FAR, 5), reading(id + 9, FAR, 5)]).unwrap();
        let newer = KeptReading { facts: None, ..reading(id, FAR, 6) };
        store.keep_readings(std::slice::from_ref(&newer)).unwrap();
        store.keep_readings(&[reading(id, 1, 4)]).unwrap();
        let mut kept = store.key_readings().unwrap();
        kept.sort_by_key(|one| one.block);
        assert_eq!(kept, [reading(id, 1, 4), newer]);
    });
}

#[test]
fn pieces_of_history_add_up_and_what_is_read_again_replaces() {
    on_both(|store| {
        let (account, _) = furnish(store);
        let mut first = part(account, FAR, 20);
        first.operations = vec![ran(FAR, 1, 10), ran(FAR, 2, 19)];
        first.validations = vec![installed(FAR, 3, 18)];
        store.add_history(&first).unwrap();
        let mut other = part(account, 7, 3);
        other.operations = vec![ran(7, 1, 2)];
        store.add_history(&other).unwrap();
        let mut again = part(account, FAR, 30);
        (again.again_from, again.operations) = (Some(15), vec![ran(FAR, 1, 16), ran(FAR, 4, 28)]);
        store.add_history(&again).unwrap();
        let mut kept = store.history(account).unwrap();
        kept.operations.sort_by_key(|one| (one.chain_id, one.block));
        assert_eq!(kept.operations, [ran(7, 1, 2), ran(FAR, 1, 10), ran(FAR, 4, 28)]);
        assert_eq!(kept.validations, [], "it was read again, and was not there");
        kept.cursors.sort_by_key(|one| one.chain_id);
        assert_eq!(kept.cursors, [other.cursor, again.cursor]);
        let nobody = store.add_history(&part(account + 9, 7, 3)).unwrap_err();
        assert!(matches!(nobody, StoreError::NotFound { .. }));
    });
}

#[test]
fn a_finding_is_told_once() {
    on_both(|store| {
        let event = LogEvent::Drift { chain_id: 7, what: "odd".into(), transaction: None };
        assert!(store.note_finding("operation:1", 5, &event).unwrap());
        assert!(!store.note_finding("operation:1", 6, &event).unwrap());
        assert!(store.note_finding("operation:2", 7, &event).unwrap());
        let told = store.log(None, 9).unwrap().into_iter().filter(|line| line.event == event);
        assert_eq!(told.count(), 2);
    });
}
