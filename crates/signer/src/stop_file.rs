//! The stop mark in the data folder, seen from the signer.
//!
//! Why: while it lies there nothing is signed for agents. The signer looks for itself, so that a
//! wallet that was changed or never heard of the stop cannot go on.
//! Refuses: to take another mark away than the one the person was shown, and to call a mark that
//! cannot be read "none".

use std::{
    fs, io,
    io::Read,
    path::{Path, PathBuf},
};

use latchkey_core::approval::{MAX_MARK_BYTES, STOP_MARK_FILE, StopMark};

/// The place of the mark.
#[derive(Debug, Clone)]
pub struct StopFile(PathBuf);

/// Why the mark was not taken away.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Another one lies there, or none.
    #[error(
        "Everything was stopped anew, or let in already, since this was asked. Nothing was changed; ask again."
    )]
    Another,
    /// The file does not go.
    #[error("The stop mark could not be removed: {0}. Agents are still shut out.")]
    Io(#[from] io::Error),
}

impl StopFile {
    /// In this data folder.
    #[must_use]
    pub fn in_data_folder(data: &Path) -> Self {
        Self(data.join(STOP_MARK_FILE))
    }

    /// The mark that lies there. Whatever is there is one, a folder or a file that nobody may read
    /// too; only "there is nothing of this name" is none.
    #[must_use]
    pub fn read(&self) -> Option<StopMark> {
        match fs::symlink_metadata(&self.0) {
            Ok(about) if about.is_file() => Some(self.content()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Ok(_) | Err(_) => Some(StopMark::unreadable()),
        }
    }

    fn content(&self) -> StopMark {
        let mut bytes = Vec::new();
        let read = fs::File::open(&self.0)
            .and_then(|file| file.take(MAX_MARK_BYTES).read_to_end(&mut bytes));
        read.map_or_else(|_error| StopMark::unreadable(), |_read| StopMark::of_bytes(&bytes))
    }

    /// Takes away this mark and no other.
    ///
    /// # Errors
    /// [`NotTaken`]; then it lies there still.
    pub fn take_away(&self, mark: &StopMark) -> Result<(), NotTaken> {
        if self.read().as_ref() != Some(mark) {
            return Err(NotTaken::Another);
        }
        fs::remove_file(&self.0)?;
        // So that it does not come back after a power cut; where that cannot be asked for, it may.
        if let Some(folder) = self.0.parent().and_then(|folder| fs::File::open(folder).ok()) {
            let _asked = folder.sync_all();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use latchkey_core::approval::StoppedBy;

    use super::*;

    fn mark(id: &str) -> StopMark {
        StopMark { by: StoppedBy::Tray, at_unix_secs: 5, id: id.to_owned() }
    }

    #[test]
    fn only_the_mark_that_was_shown_is_taken_away() {
        let data = tempfile::tempdir().unwrap();
        let stop = StopFile::in_data_folder(data.path());
        assert_eq!(stop.read(), None);
        assert!(matches!(stop.take_away(&mark("a")), Err(NotTaken::Another)));
        fs::write(data.path().join(STOP_MARK_FILE), mark("b").to_bytes()).unwrap();
        assert!(matches!(stop.take_away(&mark("a")), Err(NotTaken::Another)));
        assert_eq!(stop.read(), Some(mark("b")));
        stop.take_away(&mark("b")).unwrap();
        assert_eq!(stop.read(), None);
    }

    #[test]
    fn whatever_lies_there_is_a_stop() {
        let data = tempfile::tempdir().unwrap();
        let (stop, path) =
            (StopFile::in_data_folder(data.path()), data.path().join(STOP_MARK_FILE));
        fs::write(&path, "").unwrap();
        assert_eq!(stop.read(), Some(StopMark::unreadable()));
        fs::write(&path, vec![b'x'; 100_000]).unwrap();
        assert_eq!(stop.read(), Some(StopMark::unreadable()));
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(stop.read(), Some(StopMark::unreadable()));
    }
}
