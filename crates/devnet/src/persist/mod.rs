//! The stored chain: one append-only file of records, each with a checksum, in a folder that one
//! process owns at a time. A record that was cut short by a crash was never confirmed to anybody
//! and is dropped; anything else that does not read is damage, and the file is set aside whole.

mod journal;
mod lock;
mod record;

pub(crate) use journal::Journal;
pub(crate) use record::{BlockRecord, Record, RollbackRecord, StartRecord, TransactionRecord};

use std::{io, path::PathBuf};

/// Version of the record format that this program writes and reads.
pub(crate) const FORMAT: u32 = 1;

/// Why a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PersistError {
    /// The folder or a file in it cannot be made, read or written.
    #[error("{path} cannot be used: {source}")]
    Io {
        /// What was touched.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process has the folder.
    #[error("another process has {0} open")]
    Busy(PathBuf),
    /// The file was written by a newer program.
    #[error("the stored chain has format {0}")]
    Newer(u32),
    /// The file does not read; it is where `set_aside` says.
    #[error("{what}; the file is now {set_aside}")]
    Damaged {
        /// What does not read.
        what: String,
        /// Where the file is now.
        set_aside: PathBuf,
    },
}
