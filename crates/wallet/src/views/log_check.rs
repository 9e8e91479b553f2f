//! What checking the log, a backup and a restore came to.
//!
//! Refuses: to call a log whole that only looks so; what cannot be found is said in SECURITY.md.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What checking the whole log came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LogCheckView {
    /// Lines that were read, up to the first fault.
    pub lines: u32,
    /// Nothing is missing or altered, as far as can be told.
    pub whole: bool,
    /// The first fault in words, naming the line.
    pub fault: Option<String>,
    /// Number of the line at fault.
    pub fault_at: Option<u32>,
    /// Hash of the last line, as hex; write it down elsewhere to find later that lines were cut off.
    pub head: Option<String>,
    /// When it was checked, unix seconds.
    pub checked_at: u32,
}

/// A backup of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupView {
    /// Path of the file.
    pub path: String,
    /// Lines of the log in it.
    pub lines: u32,
    /// Whether that log is whole.
    pub whole: bool,
}

/// A backup that was put in the store's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreView {
    /// Session keys in it.
    pub keys: u32,
    /// Those that may be live, as far as the backup knows; the chains are read when the app starts.
    pub live: u32,
    /// Lines of its log.
    pub lines: u32,
    /// Where the store lies that was replaced.
    pub kept: Option<String>,
    /// What to do next.
    pub next: String,
}
