//! What can go wrong with the store.
//!
//! Why: every failure says what happened, what it means and what to do; nothing is set aside or
//! repaired in silence.
//! Refuses: to carry the content of a row.

use std::path::PathBuf;

/// Why the store did not do what was asked. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A later version of the app wrote the file.
    #[error("{} was written by a newer Latchkey (layout {found}; this one knows {known})", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// `user_version` in the file.
        found: u32,
        /// The newest this app knows.
        known: u32,
    },
    /// The file cannot be opened or is not a whole store; it was left as it is.
    #[error("{} cannot be read: {why}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// In the words of the system.
        why: String,
    },
    /// Another process kept the file locked for too long.
    #[error("{} is being written by another program", .path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The disk refused the write: full, read-only, gone.
    #[error("{} cannot be written: {why}", .path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// In the words of the system.
        why: String,
    },
    /// A row holds something this app cannot understand.
    #[error("a row of {table} cannot be understood: {why}")]
    Damaged {
        /// Table.
        table: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// It may not be removed yet.
    #[error("the {what} is still in use: {by}")]
    InUse {
        /// Network, account, agent or key.
        what: &'static str,
        /// By what.
        by: String,
    },
    /// There is one already.
    #[error("there is already {what}")]
    Duplicate {
        /// With its article: "an agent with this name".
        what: &'static str,
    },
    /// There is none.
    #[error("there is no such {what}")]
    NotFound {
        /// Network, account, agent, key, approval or operation.
        what: &'static str,
    },
}

impl StoreError {
    /// What a person can do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Newer { .. } => "Nothing was changed. Install the newer Latchkey again; to go \
                 back to this version, move the file to another folder first: keys that were \
                 granted stay live on chain and are known only to that file."
                .into(),
            Self::Unreadable { path, .. } => format!(
                "Nothing was changed. Restore {} from a backup, or move it (and the files beside \
                 it that begin with its name) to another folder and start anew. Keys that were \
                 granted stay live on chain until they are revoked.",
                path.display()
            ),
            Self::Busy { .. } => {
                "Nothing was changed. Wait a moment and try again, or close the other Latchkey."
                    .into()
            }
            Self::NotWritten { .. } => "Nothing was changed. Check that the disk has room and \
                 that the folder may be written, then try again."
                .into(),
            Self::Damaged { .. } => "Nothing was changed. The file was altered or the disk is \
                 failing: make a copy of it, then restore a backup."
                .into(),
            Self::InUse { .. } => "Revoke first, then remove.".into(),
            Self::Duplicate { .. } => "Choose another one.".into(),
            Self::NotFound { .. } => "Read the list again; it may have been removed.".into(),
        }
    }
}
