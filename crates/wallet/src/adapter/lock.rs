//! The lock that tells a second instance that there is a first.
//!
//! Why: two apps on one data folder would run two session signers and two local networks.
//! Refuses: to trust a file's presence: the operating system drops the lock with the process, so
//! a crash leaves nothing to clean up.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Held as long as this value lives.
#[derive(Debug)]
pub struct AppLock {
    _file: File,
}

/// Why the lock was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another instance holds it.
    #[error("Latchkey is already running. Use the window that is open, or end it first.")]
    AlreadyRunning,
    /// The file cannot be opened or locked.
    #[error("{} cannot be locked: {source}. Check that the folder exists and may be written.", .path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// In the words of the system.
        source: std::io::Error,
    },
}

impl AppLock {
    /// Takes the lock, without waiting.
    ///
    /// # Errors
    /// [`LockError::AlreadyRunning`] while another process, or another value of this one, has it.
    pub fn take(path: &Path) -> Result<Self, LockError> {
        let unusable = |source| LockError::Unusable { path: path.to_owned(), source };
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::AlreadyRunning),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_instance_is_told_and_the_lock_ends_with_its_holder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.lock");
        let first = AppLock::take(&path).unwrap();
        assert!(matches!(AppLock::take(&path), Err(LockError::AlreadyRunning)));
        drop(first);
        AppLock::take(&path).unwrap();
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = AppLock::take(&folder.path().join("no/app.lock")).unwrap_err();
        assert!(error.to_string().contains("no/app.lock"), "{error}");
    }
}
