//! A backup of the store in one file, and a backup put in the store's place.
//!
//! Why: keys that were granted stay alive on chain whatever happens to this disk; the store is what is
//! needed to end them. A backup is a whole copy as of one moment, made while others read and write,
//! and holds no secret: those are in the vault.
//! Refuses, when one is put in place: a newer layout, a log that is not whole, and to lose a key that
//! may be live or an account that the backup does not know. What is replaced is kept beside it.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::witness::Witness;
use super::{SqliteStore, connect, failure};
use crate::ports::{
    AccountStore, KeyEndStore, KeyStore, KillStore, LogStore, SettingStore, StoreError,
};
use crate::record::{Key, LogCheck, LogEvent, LogFault, PreparedKill, Setting};

const WHOLE: &str = "the file";

/// What a restored store holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Session keys.
    pub keys: usize,
    /// Those that may be live.
    pub live: usize,
    /// Lines of the log, without the one about the restoring.
    pub lines: u64,
    /// Where the store lies that was replaced, if there was one.
    pub kept: Option<PathBuf>,
}

/// Why a backup was not put in place. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// One of the two cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The backup's log is not whole, so nobody can say what else was changed in it.
    #[error("the backup's log is not whole: {0}")]
    Log(LogFault),
    /// The present store knows what the backup does not, and it may be live.
    #[error("the present store knows what the backup does not: {}", .0.join(", "))]
    Unknown(Vec<String>),
}

impl SqliteStore {
    /// Writes a whole copy of this store, as of one moment, and reads it back. The folder must exist;
    /// a file that was there is replaced only by a whole copy.
    ///
    /// # Errors
    /// [`StoreError::NotWritten`] when it cannot be written or does not read back; then there is no
    /// copy.
    pub fn back_up(&self, to: &Path) -> Result<LogCheck, StoreError> {
        let beside = to.with_extension(format!("part-{}", std::process::id()));
        let written = self.copied(&beside, to);
        if written.is_err() {
            let _left_over = fs::remove_file(&beside);
        }
        written
    }

    fn copied(&self, beside: &Path, to: &Path) -> Result<LogCheck, StoreError> {
        let unwritten = |error: &std::io::Error| StoreError::NotWritten {
            path: to.to_owned(),
            why: error.to_string(),
        };
        let _left_over = fs::remove_file(beside);
        // An empty file of this user alone, which SQLite then fills.
        connect::create_private(beside)?;
        self.bare(|connection| {
            connection.execute("VACUUM INTO ?1", params![beside.to_string_lossy()]).map(drop)
        })?;
        let copy = Self::open(beside)?;
        let check = copy.verify_log()?;
        copy.close()?;
        let _only_for_the_look = fs::remove_file(super::witness::place(beside));
        let synced = fs::File::open(beside).and_then(|file| file.sync_all());
        synced.and_then(|()| fs::rename(beside, to)).map_err(|error| unwritten(&error))?;
        Ok(check)
    }

    /// Puts a backup in the place of a store that no program has open. `at` in unix seconds.
    ///
    /// # Errors
    /// [`RestoreError`]; the store is then as it was.
    pub fn restore(store: &Path, from: &Path, at: u64) -> Result<Restored, RestoreError> {
        connect::look(from)?;
        let beside = store.with_file_name("restoring.db");
        sweep(&beside);
        let restored = Self::prepared(store, from, &beside, at)
            .and_then(|restored| put_in_place(store, &beside, restored));
        sweep(&beside);
        restored
    }

    /// The backup as it will be: of the newest layout, with what the present store knows of ends.
    fn prepared(
        store: &Path,
        from: &Path,
        beside: &Path,
        at: u64,
    ) -> Result<Restored, RestoreError> {
        connect::create_private(beside)?;
        let copied = fs::read(from).and_then(|bytes| fs::write(beside, bytes));
        copied.map_err(|error| StoreError::Unreadable {
            path: from.to_owned(),
            why: error.to_string(),
        })?;
        let copy = Self::open(beside)?;
        let check = copy.verify_log()?;
        if let Some(fault) = check.fault {
            return Err(RestoreError::Log(fault));
        }
        let kept = if store.is_file() { Some(aside(store, at)) } else { None };
        match store.is_file().then(|| Self::open(store)) {
            Some(Ok(present)) => {
                carry_over(&present, &copy)?;
                present.close()?;
            }
            // What cannot be read cannot be asked; it is kept beside, and was why somebody restores.
            Some(Err(StoreError::Unreadable { .. } | StoreError::Damaged { .. })) | None => {}
            Some(Err(error)) => return Err(error.into()),
        }
        copy.set_setting(Setting::AgentAccess, "off")?;
        copy.append(at, &LogEvent::StoreRestored { lines: check.lines })?;
        let keys = copy.keys()?;
        let live = keys.iter().filter(|key| key.may_be_live()).count();
        copy.close()?;
        Ok(Restored { keys: keys.len(), live, lines: check.lines, kept })
    }

    /// Writes everything into the one file and closes it. Leaving the write-ahead log is what SQLite does
    /// only for who is alone with the file, so this fails while another program has it open.
    pub(super) fn close(self) -> Result<(), StoreError> {
        let mode: String = self.bare(|connection| {
            connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))
        })?;
        if mode == "delete" { Ok(()) } else { Err(StoreError::Busy { path: self.path }) }
    }

    /// On the connection itself, outside of a transaction.
    fn bare<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let connection = self.connection.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        work(&connection).map_err(|error| failure::from_sql(&error, &self.path, WHOLE))
    }
}

/// Refuses to lose what may be live; brings over what chains were read to say, and which permission
/// ids were ever used.
fn carry_over(present: &SqliteStore, copy: &SqliteStore) -> Result<(), RestoreError> {
    let (accounts, known) = (present.accounts()?, copy.accounts()?);
    let address = |id: i64, of: &[crate::record::Account]| {
        of.iter().find(|account| account.id == id).map(|account| account.address)
    };
    let mut unknown: Vec<String> = accounts
        .iter()
        .filter(|account| known.iter().all(|other| other.address != account.address))
        .map(|account| format!("the account \u{201c}{}\u{201d}", account.name))
        .collect();
    let backed_up = copy.keys()?;
    for key in present.keys()? {
        let same = |other: &&Key| {
            other.permission_id == key.permission_id
                && address(other.account_id, &known) == address(key.account_id, &accounts)
        };
        match backed_up.iter().find(same) {
            Some(there) => {
                carry_kills(present, copy, &key, there)?;
                for approval in &key.approvals {
                    if let Some(block) = approval.ended_at_block {
                        copy.end_approval(there.id, approval.chain_id, block)?;
                    }
                }
            }
            None if key.may_be_live() => {
                unknown.push(format!("the key \u{201c}{}\u{201d}", key.name));
            }
            None => {}
        }
    }
    if !unknown.is_empty() {
        return Err(RestoreError::Unknown(unknown));
    }
    Ok(super::tombstone::carry_over(present, copy)?)
}

/// Renewals of a key's off switch that the backup is too old for.
fn carry_kills(
    present: &SqliteStore,
    copy: &SqliteStore,
    key: &Key,
    there: &Key,
) -> Result<(), StoreError> {
    let known = copy.kills(there.account_id)?;
    let newer = present.kills(key.account_id)?.into_iter().rev().filter(|kill| {
        kill.key_id == key.id && known.iter().all(|other| other.operation != kill.operation)
    });
    let newer: Vec<PreparedKill> =
        newer.map(|kill| PreparedKill { key_id: there.id, ..kill }).collect();
    match newer.last() {
        Some(last) => copy.add_kills(last.made_at, &newer),
        None => Ok(()),
    }
}

fn put_in_place(store: &Path, beside: &Path, restored: Restored) -> Result<Restored, RestoreError> {
    let unwritten = |error: std::io::Error| StoreError::NotWritten {
        path: store.to_owned(),
        why: error.to_string(),
    };
    if let Some(kept) = &restored.kept {
        // A second name for the same file, so that there is no moment without a store.
        fs::hard_link(store, kept)
            .or_else(|_no_links| fs::copy(store, kept).map(drop))
            .map_err(unwritten)?;
    }
    for end in ["-wal", "-shm"] {
        // Empty by now; left there they would be taken for parts of the new file.
        let _gone = fs::remove_file(beside_of(store, end));
    }
    fs::rename(beside, store).map_err(unwritten)?;
    if let Some(head) = SqliteStore::open(store)?.head()? {
        let (seq, hash) = head;
        if let Err(error) = (Witness { seq, hash }).put(store) {
            tracing::warn!(%error, "the copy of the log's head was not written");
        }
    }
    Ok(restored)
}

/// Where the store that is replaced goes.
fn aside(store: &Path, at: u64) -> PathBuf {
    beside_of(store, &format!(".before-restore-{at}"))
}

fn beside_of(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn sweep(beside: &Path) {
    for end in ["", "-wal", "-shm"] {
        let _left_over = fs::remove_file(beside_of(beside, end));
    }
    let _left_over = fs::remove_file(super::witness::place(beside));
}
