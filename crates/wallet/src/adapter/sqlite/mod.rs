//! The store: one SQLite file that survives `kill -9` at any point and may be shared by processes.
//!
//! Why: WAL with `synchronous = FULL` puts every finished call on disk; each call is one
//! transaction, writers queue on SQLite's own lock.
//! Refuses: to repair, replace or move aside a file that it cannot read, and a newer layout.

mod account;
mod agent;
mod backup;
mod book;
mod column;
mod connect;
mod end_job;
mod failure;
mod history;
mod key;
mod kill;
mod log;
mod migration;
mod network;
mod operation;
mod owner_key;
mod setting;
mod shadow;
#[cfg(test)]
mod tests;
mod token;
mod tombstone;
mod witness;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use alloy_primitives::B256;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::ports::StoreError;
pub use backup::{RestoreError, Restored};
use failure::Failure;
use witness::Witness;

/// One SQLite file, and one connection to it.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    connection: Mutex<Connection>,
    /// The line whose hash was last copied beside the file.
    witnessed: Mutex<i64>,
}

impl SqliteStore {
    /// Opens the file, making or bringing forward its layout where needed. The folder must exist.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::Unreadable`], [`StoreError::Busy`] or
    /// [`StoreError::NotWritten`]; a file that was there is then as it was.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connect::open(path)?;
        Ok(Self {
            path: path.to_owned(),
            connection: Mutex::new(connection),
            witnessed: Mutex::new(0),
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads at one moment of the file.
    fn read<T>(
        &self,
        table: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        self.transact(table, TransactionBehavior::Deferred, work)
    }

    /// Writes all or nothing, alone.
    fn write<T>(
        &self,
        table: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        let (value, head) = self.transact(table, TransactionBehavior::Immediate, |tx| {
            let value = work(tx)?;
            Ok((value, log::head(tx)?))
        })?;
        self.witnessed(head);
        Ok(value)
    }

    /// Copies the log's head beside the store, once per line. That it cannot be is no reason to fail: the
    /// line is kept.
    fn witnessed(&self, head: Option<(i64, B256)>) {
        let Some((seq, hash)) = head else { return };
        let mut last = self.witnessed.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == seq {
            return;
        }
        match (Witness { seq, hash }).keep(&self.path) {
            Ok(()) => *last = seq,
            Err(error) => tracing::debug!(%error, "the copy of the log's head was not written"),
        }
    }

    /// Number and hash of the last line.
    fn head(&self) -> Result<Option<(i64, B256)>, StoreError> {
        self.read("log", |tx| Ok(log::head(tx)?))
    }

    fn transact<T>(
        &self,
        table: &'static str,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let run = || -> Result<T, Failure> {
            let transaction = connection.transaction_with_behavior(behavior)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        run().map_err(|failure| failure.into_store_error(&self.path, table))
    }
}
