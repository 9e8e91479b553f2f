//! The layouts of the file, each made from the one before.
//!
//! Why: `user_version` says which layout a file has; bringing it forward is one transaction, so a
//! kill in the middle leaves the old layout whole.
//! Refuses: to go back, and to open a layout it does not know.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::connect::APPLICATION_ID;
use super::failure::from_sql;
use crate::ports::StoreError;

/// The steps; step `n` (from 1) makes layout `n`. Released steps never change.
pub(super) const STEPS: [&str; 9] = [
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
    include_str!("schema/6.sql"),
    include_str!("schema/7.sql"),
    include_str!("schema/8.sql"),
    include_str!("schema/9.sql"),
];

/// The newest layout this app knows.
pub(super) fn known() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// Refuses a file whose layout is newer.
pub(super) fn check_version(path: &Path, found: u32) -> Result<(), StoreError> {
    if found > known() {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: known() });
    }
    Ok(())
}

/// Runs the steps that a file lacks.
pub(super) fn bring_forward(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    run(connection, path, &STEPS)
}

/// Runs the steps that a file lacks, out of these. Another process may do the same at the same
/// time: the version is read again once the write lock is held.
pub(super) fn run(
    connection: &mut Connection,
    path: &Path,
    steps: &[&str],
) -> Result<(), StoreError> {
    let mut work = || -> rusqlite::Result<u32> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut version: u32 =
            transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let done = usize::try_from(version).unwrap_or(usize::MAX);
        for step in steps.iter().skip(done) {
            transaction.execute_batch(step)?;
            version += 1;
        }
        transaction.pragma_update(None, "user_version", version)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.commit()?;
        Ok(version)
    };
    let version = work().map_err(|error| from_sql(&error, path, "the file"))?;
    check_version(path, version)
}
