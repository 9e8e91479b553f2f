//! From SQLite's errors to ours.
//!
//! Why: one mapping, so that "somebody else is writing", "the disk is full" and "this is not a
//! store" are told apart everywhere alike.
//! Refuses: to pass on row contents; SQLite's messages name tables and columns only.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::ports::StoreError;

/// What can end a transaction.
#[derive(Debug)]
pub(super) enum Failure {
    /// SQLite said so.
    Sql(rusqlite::Error),
    /// A rule of the store said so.
    Store(StoreError),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Failure {
    pub(super) fn into_store_error(self, path: &Path, table: &'static str) -> StoreError {
        match self {
            Self::Sql(error) => from_sql(&error, path, table),
            Self::Store(error) => error,
        }
    }
}

/// Maps one error of SQLite.
pub(super) fn from_sql(error: &rusqlite::Error, path: &Path, table: &'static str) -> StoreError {
    let path = path.to_owned();
    let why = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { path },
        Some(
            ErrorCode::DiskFull
            | ErrorCode::ReadOnly
            | ErrorCode::SystemIoFailure
            | ErrorCode::FileLockingProtocolFailed,
        ) => StoreError::NotWritten { path, why },
        Some(
            ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied,
        ) => StoreError::Unreadable { path, why },
        _ => StoreError::Damaged { table, why },
    }
}
