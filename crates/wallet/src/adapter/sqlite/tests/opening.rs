//! Opening: what is not a whole store of ours is named and left as it is.

use std::path::Path;

use rusqlite::Connection;

use super::{event, store};
use crate::adapter::sqlite::SqliteStore;
use crate::adapter::sqlite::migration::known;
use crate::ports::{LogStore, StoreError};

/// Opening must fail, with this error, and leave every byte as it was.
fn refused_untouched(path: &Path) -> StoreError {
    let before = std::fs::read(path).unwrap();
    let error = SqliteStore::open(path).unwrap_err();
    assert_eq!(std::fs::read(path).unwrap(), before, "the file must stay as it was");
    assert!(error.to_string().contains("latchkey.db"), "it names the file: {error}");
    assert!(error.advice().contains("Nothing was changed"), "{}", error.advice());
    error
}

#[test]
fn a_new_file_is_made_for_this_user_alone_and_opens_again() {
    let (folder, store) = store();
    store.append(7, &event("a")).unwrap();
    drop(store);
    let path = folder.path().join("latchkey.db");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&path).unwrap());
        assert_eq!(mode & 0o777, 0o600, "others must not read it");
    }
    let again = SqliteStore::open(&path).unwrap();
    assert_eq!(again.log(None, 10).unwrap().len(), 1);
}

#[test]
fn what_is_written_is_on_disk_when_the_call_returns() {
    let (_folder, store) = store();
    let connection = store.connection.lock().unwrap();
    let pragma = |name: &str| -> String {
        connection
            .pragma_query_value(None, name, |row| {
                row.get::<_, rusqlite::types::Value>(0).map(|value| format!("{value:?}"))
            })
            .unwrap()
    };
    assert_eq!(pragma("journal_mode"), r#"Text("wal")"#);
    assert_eq!(pragma("synchronous"), "Integer(2)", "2 is FULL");
    assert_eq!(pragma("foreign_keys"), "Integer(1)");
    assert_eq!(pragma("busy_timeout"), "Integer(5000)");
}

#[test]
fn a_file_of_a_newer_app_is_refused_untouched() {
    let (folder, store) = store();
    let path = folder.path().join("latchkey.db");
    drop(store);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = refused_untouched(&path);
    assert_eq!(error, StoreError::Newer { path, found: 99, known: known() });
    assert!(error.advice().contains("newer Latchkey"), "{}", error.advice());
}

#[test]
fn a_file_that_is_no_database_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    for content in [b"not a database, but a note that somebody left here".repeat(40), vec![0; 1]] {
        std::fs::write(&path, content).unwrap();
        assert!(matches!(refused_untouched(&path), StoreError::Unreadable { .. }));
    }
}

#[test]
fn a_truncated_or_overwritten_store_is_refused_untouched() {
    let (folder, store) = store();
    for n in 0..40 {
        store.append(n, &event(&"x".repeat(1500))).unwrap();
    }
    drop(store);
    let path = folder.path().join("latchkey.db");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(refused_untouched(&path), StoreError::Unreadable { .. }));
    let mut holed = whole.clone();
    let middle = whole.len() / 2 / 4096 * 4096;
    holed[middle..middle + 4096].fill(0xaa);
    std::fs::write(&path, holed).unwrap();
    assert!(matches!(refused_untouched(&path), StoreError::Unreadable { .. }));
    std::fs::write(&path, whole).unwrap();
    SqliteStore::open(&path).unwrap();
}

#[test]
fn a_database_of_another_program_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
    let StoreError::Unreadable { why, .. } = refused_untouched(&path) else { panic!() };
    assert!(why.contains("another program"), "{why}");
}

#[test]
fn a_folder_in_its_place_or_no_folder_at_all_is_named() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(SqliteStore::open(folder.path()), Err(StoreError::Unreadable { .. })));
    let nowhere = folder.path().join("no/latchkey.db");
    assert!(matches!(SqliteStore::open(&nowhere), Err(StoreError::NotWritten { .. })));
}

#[test]
fn a_writer_that_waits_too_long_is_told_that_another_writes() {
    let (folder, store) = store();
    let other = Connection::open(folder.path().join("latchkey.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    store.connection.lock().unwrap().busy_timeout(std::time::Duration::from_millis(20)).unwrap();
    assert!(matches!(store.append(1, &event("a")), Err(StoreError::Busy { .. })));
    other.execute_batch("ROLLBACK").unwrap();
    store.append(1, &event("a")).unwrap();
}
