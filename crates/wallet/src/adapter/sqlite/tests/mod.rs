//! What the file itself promises; what the ports promise is tested on every store alike.

mod every_layout;
mod log_chain;
mod migrations;
mod opening;

use crate::adapter::sqlite::SqliteStore;
use crate::record::LogEvent;

/// A store in a folder that lives as long as the first value.
fn store() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("latchkey.db")).unwrap();
    (folder, store)
}

fn event(name: &str) -> LogEvent {
    LogEvent::Agent { name: name.to_owned(), added: true }
}
