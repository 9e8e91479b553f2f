//! The vault: where sealed owner keys and session keys rest.
//!
//! Why: one small trait, so that a keychain, a folder of sealed files and (in tests) memory are the
//! same to everything above; [`Vaults`] is the order in which they are tried.
//! Refuses: listing, exporting, signing. An entry is put, got or removed by its exact name.

mod entry;
mod file;
mod keychain;
pub mod keystore;
#[cfg(test)]
pub mod memory;
pub mod sealed;
mod session_entry;
mod vaults;

use latchkey_core::approval::KeptIn;
use zeroize::Zeroizing;

pub use entry::{EntryId, NotAnEntry};
pub use file::FileVault;
pub use keychain::Keychain;
pub use session_entry::{SessionEntry, SessionEntryError};
pub use vaults::Vaults;

/// Bytes of an entry, wiped when dropped.
pub type Secret = Zeroizing<Vec<u8>>;

/// One place where entries rest.
pub trait Vault: Send + Sync + std::fmt::Debug {
    /// Which kind of place.
    fn place(&self) -> KeptIn;

    /// Writes an entry, replacing one of the same name.
    ///
    /// # Errors
    /// [`VaultError`]; then the earlier entry, if any, is still there.
    fn put(&self, id: EntryId, secret: &[u8]) -> Result<(), VaultError>;

    /// Reads an entry; `None` when there is no such entry.
    ///
    /// # Errors
    /// [`VaultError`] when the place does not answer or the entry is damaged.
    fn get(&self, id: EntryId) -> Result<Option<Secret>, VaultError>;

    /// Removes an entry; removing a missing one is not an error.
    ///
    /// # Errors
    /// [`VaultError`] when the place does not answer.
    fn remove(&self, id: EntryId) -> Result<(), VaultError>;
}

/// Why a vault did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// No keychain answers on this computer.
    #[error("no keychain answers ({0}); start one, or keep keys in sealed files")]
    Absent(String),
    /// The keychain is there and stays locked.
    #[error("the keychain is locked ({0}); unlock it and ask again")]
    Locked(String),
    /// Reading or writing a file failed.
    #[error("{0}")]
    Io(String),
    /// A file can be read by other users.
    #[error("{0} is open to other users; make it readable by you only (mode 600) and ask again")]
    OpenToOthers(String),
    /// The entry is there and is not what was written.
    #[error("the entry {0} is damaged; restore it from a backup")]
    Damaged(String),
    /// No randomness.
    #[error(transparent)]
    NoRandomness(#[from] crate::random::NoRandomness),
}
