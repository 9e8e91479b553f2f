//! Opening the file.
//!
//! Why: a file is looked at read-only first; only one that is whole, ours and not newer is opened
//! for writing.
//! Refuses: to touch any other file.

use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use super::failure::from_sql;
use super::migration;
use crate::ports::StoreError;

/// "LKEY": marks the file as ours (`PRAGMA application_id`).
pub(super) const APPLICATION_ID: i32 = 0x4c4b_4559;
/// How long a writer waits for another process.
const BUSY: Duration = Duration::from_secs(5);
/// How long it waits before it tries to open the file again.
const PAUSE: Duration = Duration::from_millis(20);
const WHOLE: &str = "the file";
/// What every SQLite file begins with; SQLite itself takes a shorter file for an empty one.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Opens it, waiting for others that open it at the same moment: switching a new file to its
/// write-ahead log is refused at once while another does the same, whatever the busy time-out says.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let began = Instant::now();
    loop {
        match open_once(path) {
            Err(StoreError::Busy { .. }) if began.elapsed() < BUSY => std::thread::sleep(PAUSE),
            opened => return opened,
        }
    }
}

fn open_once(path: &Path) -> Result<Connection, StoreError> {
    if has_content(path)? {
        match inspect(path, OpenFlags::SQLITE_OPEN_READ_ONLY) {
            // Its last writer was killed in the middle; undoing that half needs to write.
            Err(StoreError::NotWritten { .. }) => {
                inspect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            }
            checked => checked?,
        }
    } else {
        create_private(path)?;
    }
    let mut connection = connection(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    prepare(&connection, path)?;
    migration::bring_forward(&mut connection, path)?;
    Ok(connection)
}

/// Looks at a file that is to be read as a store, without changing it.
///
/// # Errors
/// As for opening; an empty file or none is unreadable.
pub(super) fn look(path: &Path) -> Result<(), StoreError> {
    if !has_content(path)? {
        return Err(unreadable(path, "there is nothing in it"));
    }
    inspect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn connection(path: &Path, access: OpenFlags) -> Result<Connection, StoreError> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        Ok(connection)
    };
    open().map_err(|error| from_sql(&error, path, WHOLE))
}

/// Whether there is something that must be understood before it is written to.
fn has_content(path: &Path) -> Result<bool, StoreError> {
    let mut head = Vec::new();
    let mut open = |path| std::fs::File::open(path)?.take(16).read_to_end(&mut head);
    match open(path) {
        Ok(0) => Ok(false),
        Ok(_) if head == MAGIC => Ok(true),
        Ok(_) => Err(unreadable(path, "it is not a database")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(unreadable(path, &error.to_string())),
    }
}

/// Makes an empty file that only this user may read.
pub(super) fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|error| StoreError::NotWritten { path: path.to_owned(), why: error.to_string() })
}

/// Looks at a file without changing it: is it whole, ours, and of a layout this app knows?
fn inspect(path: &Path, access: OpenFlags) -> Result<(), StoreError> {
    let connection = connection(path, access)?;
    let read = || -> rusqlite::Result<(u32, i32, i64, String)> {
        Ok((
            connection.pragma_query_value(None, "user_version", |row| row.get(0))?,
            connection.pragma_query_value(None, "application_id", |row| row.get(0))?,
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?,
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?,
        ))
    };
    let (version, owner, things, check) = read().map_err(|error| opening(&error, path))?;
    if owner != APPLICATION_ID && (owner != 0 || things > 0) {
        return Err(unreadable(path, "it is a database of another program"));
    }
    migration::check_version(path, version)?;
    if check == "ok" { Ok(()) } else { Err(unreadable(path, &check)) }
}

fn prepare(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let set = || -> rusqlite::Result<String> {
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
    };
    let mode = set().map_err(|error| opening(&error, path))?;
    if mode == "wal" {
        return Ok(());
    }
    Err(StoreError::NotWritten {
        path: path.to_owned(),
        why: "the disk does not support a shared write-ahead log".to_owned(),
    })
}

/// While opening, anything but "busy" and "cannot write" means that the file is not a store.
fn opening(error: &rusqlite::Error, path: &Path) -> StoreError {
    let mapped = from_sql(error, path, WHOLE);
    if let StoreError::Damaged { why, .. } = &mapped { unreadable(path, why) } else { mapped }
}

fn unreadable(path: &Path, why: &str) -> StoreError {
    StoreError::Unreadable { path: path.to_owned(), why: why.to_owned() }
}
