//! Bringing the layout forward: all or nothing, once, by whoever comes first.

use rusqlite::Connection;

use super::store;
use crate::adapter::sqlite::SqliteStore;
use crate::adapter::sqlite::migration::{STEPS, known, run};
use crate::ports::StoreError;

fn version(connection: &Connection) -> u32 {
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn a_store_of_an_older_layout_is_brought_forward_with_its_rows() {
    let (folder, store) = store();
    let path = folder.path().join("latchkey.db");
    drop(store);
    let mut connection = Connection::open(&path).unwrap();
    connection.execute("INSERT INTO setting VALUES ('mcp-port', '4000')", []).unwrap();
    let next = [STEPS[0], "ALTER TABLE setting ADD COLUMN note TEXT NOT NULL DEFAULT 'kept'"];
    // This app knows only layout 1, so it refuses what the step after makes; the rows are there.
    let error = run(&mut connection, &path, &next).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 2, .. }), "{error}");
    let row: (String, String) = connection
        .query_row("SELECT value, note FROM setting", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(row, ("4000".to_owned(), "kept".to_owned()));
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::Newer { found: 2, known: 1, .. })));
}

#[test]
fn a_step_that_fails_leaves_the_layout_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latchkey.db");
    let mut connection = Connection::open(&path).unwrap();
    let steps = [STEPS[0], "CREATE TABLE half (x); CREATE TABLE half (x);"];
    run(&mut connection, &path, &steps).unwrap_err();
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    assert_eq!((version(&connection), tables), (0, 0), "not even the first step stays");
}

#[test]
fn many_that_open_a_new_file_at_once_make_one_layout() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latchkey.db");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| SqliteStore::open(&path).unwrap());
            }
        });
        assert_eq!(version(&Connection::open(&path).unwrap()), known());
    }
}
