//! What a second file says of the log's end: `latchkey.log-head` beside the store.
//!
//! Why: hash and number of the last line lie in the store too, so whoever cuts lines off the end and
//! sets the head back leaves a chain that looks whole. A copy that is not in that file finds it.
//! Refuses: to be believed alone. A witness that is not there, or that lags (a process was killed
//! between the line and the copy), says nothing against the log; somebody who changes both files
//! is not found.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use alloy_primitives::B256;
use serde::{Deserialize, Serialize};

/// Longest witness that is read, in bytes.
const MOST: u64 = 1024;

/// The end of the log as it was seen last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Witness {
    /// Number of the last line.
    pub(super) seq: i64,
    /// Its hash.
    pub(super) hash: B256,
}

/// Where the witness of a store lies.
pub(super) fn place(store: &Path) -> PathBuf {
    store.with_extension("log-head")
}

impl Witness {
    /// The witness of a store, if one lies there that can be read.
    pub(super) fn of(store: &Path) -> Option<Self> {
        let place = place(store);
        let about = fs::symlink_metadata(&place).ok()?;
        if !about.is_file() || about.len() > MOST {
            return None;
        }
        serde_json::from_slice(&fs::read(place).ok()?).ok()
    }

    /// Writes it, unless a later one lies there; whole or not at all.
    ///
    /// # Errors
    /// The system's. The log itself is kept nevertheless.
    pub(super) fn keep(self, store: &Path) -> io::Result<()> {
        if Self::of(store).is_some_and(|there| there.seq >= self.seq) {
            return Ok(());
        }
        self.put(store)
    }

    /// Writes it, whatever lies there: a store was put in place of another.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn put(self, store: &Path) -> io::Result<()> {
        let place = place(store);
        let beside = place.with_extension(format!("log-head-{}", std::process::id()));
        fs::write(&beside, serde_json::to_vec(&self).map_err(io::Error::other)?)?;
        fs::rename(&beside, &place)
    }
}
