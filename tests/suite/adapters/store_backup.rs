//! Backup and restore: a whole copy while others write, and no way to lose what may be live.

use std::path::{Path, PathBuf};

use alloy_primitives::{B256, FixedBytes};
use latchkey_wallet::adapter::sqlite::{RestoreError, SqliteStore};
use latchkey_wallet::folders::Folders;
use latchkey_wallet::open;
use latchkey_wallet::ports::{
    AccountStore, AgentStore, KeyEndStore, KeyStore, LogStore, NetworkStore, OperationStore,
    OperationsOf, SettingStore, StoreError, TombstoneStore,
};
use latchkey_wallet::record::{LogEvent, LogFault, Setting};
use rusqlite::Connection;

use crate::rows::{FAR, account, furnish, key, operation};

const AT: u64 = 1_800_000_500;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// A store with two live keys, an operation and three lines.
    fn furnished() -> (Self, SqliteStore) {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let store = SqliteStore::open(&place.store()).unwrap();
        let (account, agent) = furnish(&store);
        store.create_key(&key(account, agent, 1, &[1, FAR]), "one").unwrap();
        store.create_key(&key(account, agent, 2, &[1]), "two").unwrap();
        store.create_operation(&operation(Some(1), 5)).unwrap();
        store.set_setting(Setting::AgentAccess, "on").unwrap();
        store.append(AT - 400, &LogEvent::AgentAccess { on: true }).unwrap();
        (place, store)
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("latchkey.db")
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backup.db")
    }

    fn restore(&self) -> Result<latchkey_wallet::adapter::sqlite::Restored, RestoreError> {
        SqliteStore::restore(&self.store(), &self.backup(), AT)
    }
}

/// Every row that the ports give, as text.
fn all(store: &SqliteStore) -> String {
    format!(
        "{:?}",
        (
            (store.networks().unwrap(), store.accounts().unwrap(), store.agents().unwrap()),
            (store.keys().unwrap(), store.forgotten_keys().unwrap()),
            store.operations(OperationsOf::Everybody, 99).unwrap(),
            store.log(None, 99).unwrap(),
        )
    )
}

/// What must not change when something is refused.
fn bytes(path: &Path) -> Vec<u8> {
    let store = SqliteStore::open(path).unwrap();
    all(&store).into_bytes()
}

#[test]
fn a_backup_is_whole_while_another_program_writes_and_comes_back_as_it_was() {
    let (place, store) = Place::furnished();
    let writer = Connection::open(place.store()).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; DELETE FROM setting").unwrap();
    let check = store.back_up(&place.backup()).unwrap();
    assert_eq!((check.lines, check.fault), (3, None));
    writer.execute_batch("ROLLBACK").unwrap();
    let mut names: Vec<String> = std::fs::read_dir(place.folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("backup"))
        .collect();
    names.sort();
    assert_eq!(names, ["backup.db"], "one file, nothing beside it");
    #[cfg(unix)]
    {
        let about = std::fs::metadata(place.backup()).unwrap();
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&about) & 0o777, 0o600);
    }

    let other = Place { folder: tempfile::tempdir().unwrap() };
    std::fs::copy(place.backup(), other.backup()).unwrap();
    let restored = other.restore().unwrap();
    assert_eq!((restored.keys, restored.live, restored.lines, restored.kept), (2, 2, 3, None));
    let again = SqliteStore::open(&other.store()).unwrap();
    assert_eq!(again.keys().unwrap(), store.keys().unwrap());
    assert_eq!(again.accounts().unwrap(), store.accounts().unwrap());
    assert_eq!(
        again.operations(OperationsOf::Everybody, 9).unwrap(),
        store.operations(OperationsOf::Everybody, 9).unwrap()
    );
    let lines = again.log(None, 9).unwrap();
    assert_eq!(lines[0].event, LogEvent::StoreRestored { lines: 3 });
    assert_eq!(lines[1..], store.log(None, 9).unwrap());
    assert_eq!(again.verify_log().unwrap().fault, None);
    let access = again.setting(Setting::AgentAccess).unwrap();
    assert_eq!(access.as_deref(), Some("off"), "agents stay out until somebody lets them in");
}

#[test]
fn a_key_or_an_account_that_the_backup_does_not_know_is_never_lost() {
    let (place, store) = Place::furnished();
    store.back_up(&place.backup()).unwrap();
    let later = store.create_key(&key(1, 1, 3, &[1]), "later").unwrap();
    store.create_account(&account(8)).unwrap();
    drop(store);
    let before = bytes(&place.store());
    let RestoreError::Unknown(what) = place.restore().unwrap_err() else { panic!() };
    assert_eq!(what.len(), 2, "{what:?}");
    assert!(what.iter().any(|one| one.contains("key 3")), "{what:?}");
    assert!(what.iter().any(|one| one.contains("Account 8")), "{what:?}");
    assert_eq!(bytes(&place.store()), before);

    let store = SqliteStore::open(&place.store()).unwrap();
    store.forget_account(2).unwrap();
    store.end_approval(later.id, 1, 77).unwrap();
    drop(store);
    let restored = place.restore().unwrap();
    let kept = restored.kept.unwrap();
    assert_eq!(SqliteStore::open(&kept).unwrap().keys().unwrap().len(), 3, "the old one is kept");
    let store = SqliteStore::open(&place.store()).unwrap();
    assert_eq!(store.keys().unwrap().len(), 2);
    let again = store.create_key(&key(1, 1, 3, &[1]), "again").unwrap_err();
    assert!(matches!(again, StoreError::Duplicate { .. }), "its permission id stays used: {again}");
}

#[test]
fn what_chains_were_read_to_say_since_the_backup_is_kept() {
    let (place, store) = Place::furnished();
    store.back_up(&place.backup()).unwrap();
    store.end_approval(1, FAR, 77).unwrap();
    store.end_approval(2, 1, 78).unwrap();
    store.forget_key(2).unwrap();
    drop(store);
    let error = place.restore();
    let store = SqliteStore::open(&place.store()).unwrap();
    assert!(error.is_ok(), "{error:?}");
    let one = store.key(1).unwrap().unwrap();
    assert_eq!(
        one.approvals.iter().map(|a| a.ended_at_block).collect::<Vec<_>>(),
        [None, Some(77)]
    );
    let stones = store.forgotten_keys().unwrap();
    assert_eq!(stones[0].permission_id, FixedBytes(2_u32.to_be_bytes()));
    assert_eq!(stones[0].approvals[0].ended_at_block, Some(78));
}

#[test]
fn a_backup_that_is_newer_damaged_or_none_changes_nothing() {
    let (place, store) = Place::furnished();
    store.back_up(&place.backup()).unwrap();
    drop(store);
    let (before, good) = (bytes(&place.store()), std::fs::read(place.backup()).unwrap());
    let spoilt = |how: &dyn Fn(&Connection)| {
        std::fs::write(place.backup(), &good).unwrap();
        how(&Connection::open(place.backup()).unwrap());
        place.restore().unwrap_err()
    };
    let newer = spoilt(&|c| c.pragma_update(None, "user_version", 99).unwrap());
    assert!(matches!(newer, RestoreError::Store(StoreError::Newer { found: 99, .. })), "{newer}");
    let altered = spoilt(&|c| {
        c.execute_batch(
            "DROP TRIGGER log_no_update; UPDATE log SET hash = zeroblob(32) WHERE seq = 2",
        )
        .unwrap();
    });
    assert_eq!(altered, RestoreError::Log(LogFault::Altered { seq: 2 }));
    for content in [&b""[..], b"a note", &good[..good.len() / 2]] {
        std::fs::write(place.backup(), content).unwrap();
        let error = place.restore().unwrap_err();
        assert!(matches!(error, RestoreError::Store(StoreError::Unreadable { .. })), "{error}");
    }
    std::fs::remove_file(place.backup()).unwrap();
    assert!(place.restore().is_err());
    assert_eq!(bytes(&place.store()), before);
    let left: Vec<_> = std::fs::read_dir(place.folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .filter(|name| name.to_string_lossy().contains("restor"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_store_that_somebody_has_open_is_not_replaced() {
    let (place, store) = Place::furnished();
    store.back_up(&place.backup()).unwrap();
    let error = place.restore().unwrap_err();
    assert!(matches!(error, RestoreError::Store(StoreError::Busy { .. })), "{error}");
    store.append(AT, &LogEvent::AgentAccess { on: false }).unwrap();
    assert_eq!(store.verify_log().unwrap().fault, None);
}

#[test]
fn a_store_that_cannot_be_read_is_replaced_and_kept() {
    let (place, store) = Place::furnished();
    store.back_up(&place.backup()).unwrap();
    drop(store);
    std::fs::write(place.store(), "gone").unwrap();
    let kept = place.restore().unwrap().kept.unwrap();
    assert_eq!(std::fs::read(kept).unwrap(), b"gone");
    assert_eq!(SqliteStore::open(&place.store()).unwrap().keys().unwrap().len(), 2);
}

#[test]
fn over_the_folders_of_a_user_it_waits_for_the_app_and_writes_over_nothing() {
    let (place, store) = Place::furnished();
    drop(store);
    let folders = Folders::below(place.folder.path());
    let made = open::back_up(&folders, &place.backup()).unwrap();
    assert_eq!((made.lines, made.whole), (3, true));
    assert!(open::back_up(&folders, &place.backup()).is_err(), "it is there already");
    let running = latchkey_wallet::adapter::lock::AppLock::take(&folders.lock()).unwrap();
    let error = open::restore(&folders, &place.backup(), AT).unwrap_err();
    assert!(error.message.contains("already running"), "{error}");
    drop(running);
    let restored = open::restore(&folders, &place.backup(), AT).unwrap();
    assert_eq!((restored.keys, restored.live), (2, 2));
    assert!(restored.next.contains("Start Latchkey"));
}

#[test]
fn lines_that_were_cut_off_the_end_are_found_by_the_copy_of_the_head() {
    let (place, store) = Place::furnished();
    drop(store);
    let bare = Connection::open(place.store()).unwrap();
    bare.execute_batch(
        "DROP TRIGGER log_no_delete; DROP TRIGGER log_head_stays; DELETE FROM log WHERE seq = 3;
         UPDATE log_head SET seq = 2, hash = (SELECT hash FROM log WHERE seq = 2);",
    )
    .unwrap();
    drop(bare);
    let store = SqliteStore::open(&place.store()).unwrap();
    assert_eq!(store.verify_log().unwrap().fault, Some(LogFault::Cut { seq: 3 }));
    // A new line in the place of the old one does not heal it.
    store.append(AT, &LogEvent::AgentAccess { on: false }).unwrap();
    assert_eq!(store.verify_log().unwrap().fault, Some(LogFault::Cut { seq: 3 }));
    let witness = place.folder.path().join("latchkey.log-head");
    std::fs::remove_file(witness).unwrap();
    let check = store.verify_log().unwrap();
    assert_eq!(check.fault, None, "without the copy nobody can tell: {:?}", B256::ZERO);
}
