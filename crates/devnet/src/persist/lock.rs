//! One process per data folder: an advisory lock that the system drops when the process ends, however it ends.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use super::PersistError;

/// Takes the folder, or says that somebody else has it.
pub(super) fn take(folder: &Path) -> Result<File, PersistError> {
    let path = folder.join("lock");
    let io = |source| PersistError::Io { path: path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(PersistError::Busy(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}
