//! The log: no line can be changed, moved or dropped without being found.

use rusqlite::Connection;

use super::{event, store};
use crate::adapter::sqlite::SqliteStore;
use crate::ports::LogStore;
use crate::record::LogFault;

/// A log of five lines, and a bare connection to its file without the triggers.
fn five_lines() -> (tempfile::TempDir, SqliteStore, Connection) {
    let (folder, store) = store();
    for n in 1..=5 {
        store.append(n, &event(&format!("agent {n}"))).unwrap();
    }
    assert_eq!(store.verify_log().unwrap().fault, None);
    let bare = Connection::open(folder.path().join("latchkey.db")).unwrap();
    bare.execute_batch("DROP TRIGGER log_no_update; DROP TRIGGER log_no_delete;").unwrap();
    (folder, store, bare)
}

#[test]
fn the_file_itself_refuses_to_change_the_log() {
    let (folder, store) = store();
    let line = store.append(1, &event("a")).unwrap();
    let bare = Connection::open(folder.path().join("latchkey.db")).unwrap();
    for statement in [
        "UPDATE log SET line = 'x'",
        "DELETE FROM log",
        "INSERT OR REPLACE INTO log VALUES (1, 'x', zeroblob(32))",
        "INSERT INTO log VALUES (3, 'x', zeroblob(32))",
        "DELETE FROM log_head",
    ] {
        assert!(bare.execute(statement, []).is_err(), "{statement} must be refused");
    }
    assert_eq!(store.log(None, 10).unwrap(), [line]);
}

#[test]
fn a_line_that_was_changed_is_found() {
    for (what, statement) in [
        ("text", "UPDATE log SET line = replace(line, 'agent 3', 'agent 9') WHERE seq = 3"),
        ("time", r#"UPDATE log SET line = replace(line, '"at":3', '"at":4') WHERE seq = 3"#),
        ("hash", "UPDATE log SET hash = zeroblob(32) WHERE seq = 3"),
    ] {
        let (_folder, store, bare) = five_lines();
        assert_eq!(bare.execute(statement, []).unwrap(), 1);
        let check = store.verify_log().unwrap();
        assert_eq!(check.fault, Some(LogFault::Altered { seq: 3 }), "{what}");
    }
}

#[test]
fn a_line_that_is_gone_is_found_wherever_it_was() {
    for seq in 1..=5 {
        let (_folder, store, bare) = five_lines();
        bare.execute("DELETE FROM log WHERE seq = ?1", [seq]).unwrap();
        assert_eq!(store.verify_log().unwrap().fault, Some(LogFault::Missing { seq }));
    }
}

#[test]
fn two_lines_that_changed_places_are_found() {
    let (_folder, store, bare) = five_lines();
    bare.execute_batch(
        "UPDATE log SET seq = 20 WHERE seq = 2; UPDATE log SET seq = 2 WHERE seq = 3;
         UPDATE log SET seq = 3 WHERE seq = 20;",
    )
    .unwrap();
    assert_eq!(store.verify_log().unwrap().fault, Some(LogFault::Altered { seq: 2 }));
}

#[test]
fn the_first_hash_is_what_anybody_can_compute() {
    let (_folder, store) = store();
    let line = store.append(7, &event("a")).unwrap();
    let text = r#"{"seq":1,"at":7,"event":{"kind":"agent","name":"a","added":true}}"#;
    let hash = <sha2::Sha256 as sha2::Digest>::digest([&[0; 32], text.as_bytes()].concat());
    assert_eq!(line.hash.as_slice(), hash.as_slice(), "sha256(32 zero bytes, line)");
}
