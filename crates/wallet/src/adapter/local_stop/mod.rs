//! The local stop on this computer: the stop mark, and the end of every session signer.
//!
//! Why: stopping must need nobody: no network, no owner key, no store, no program that answers. It is
//! one file in the data folder and a signal to the processes that hold session keys; any program of
//! the user can do it, whatever the app is doing.
//! Refuses: to take the mark away (only the signer does, once the owner proved himself), to end a
//! process that is not a session signer of ours, and to wait for a disk before the keys are gone.

mod process;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use latchkey_core::approval::{
    MAX_MARK_BYTES, SIGNERS_FOLDER, STOP_MARK_FILE, StopMark, StoppedBy,
};

/// How long the end of the killed processes is watched; it never takes longer than this.
const WATCH: Duration = Duration::from_millis(20);

/// Most files in the signers' folder that are looked at.
const MOST: usize = 256;

/// The stop of one data folder.
#[derive(Debug, Clone)]
pub struct LocalStop {
    data: PathBuf,
}

/// What a stop did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Session signers that were killed.
    pub killed: usize,
    /// Why the mark could not be written, if it could not: agents stay out only until somebody lets
    /// them in.
    pub unmarked: Option<String>,
}

impl LocalStop {
    /// Of this data folder.
    pub fn in_data_folder(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into() }
    }

    /// The mark that lies there. Whatever is there is one; only "there is nothing of this name" is
    /// none.
    #[must_use]
    pub fn read(&self) -> Option<StopMark> {
        let path = self.data.join(STOP_MARK_FILE);
        match fs::symlink_metadata(&path) {
            Ok(about) if about.is_file() => Some(content(&path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Ok(_) | Err(_) => Some(StopMark::unreadable()),
        }
    }

    /// Writes the mark, then kills every session signer of this folder, then waits for the disk. A mark
    /// that lies there already makes room for this one.
    #[must_use]
    pub fn stop(&self, mark: &StopMark) -> Stopped {
        let written = self.write(mark);
        let killed = self.end_signers();
        let unmarked = written.and_then(|file| self.settle(file.as_ref())).err();
        Stopped { killed, unmarked: unmarked.map(|error| error.to_string()) }
    }

    /// Kills every session signer that is known in this folder; how many.
    #[must_use]
    pub fn end_signers(&self) -> usize {
        let known = process::known(&self.data.join(SIGNERS_FOLDER), MOST);
        let ended: Vec<process::Signer> = known.into_iter().filter(process::Signer::kill).collect();
        let until = Instant::now() + WATCH;
        while ended.iter().any(process::Signer::lives) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
        }
        ended.len()
    }

    /// Puts the mark in place, whole or not at all. On a disk that takes no content an empty file does:
    /// its presence is the stop.
    fn write(&self, mark: &StopMark) -> io::Result<Option<File>> {
        let (place, beside) = (
            self.data.join(STOP_MARK_FILE),
            self.data.join(format!("stopped.{}", std::process::id())),
        );
        let whole = || -> io::Result<File> {
            let _left_over = fs::remove_file(&beside);
            let mut file = private().create_new(true).open(&beside)?;
            file.write_all(&mark.to_bytes())?;
            fs::rename(&beside, &place)?;
            Ok(file)
        };
        match whole() {
            Ok(file) => Ok(Some(file)),
            Err(error) => {
                let _left_over = fs::remove_file(&beside);
                match self.read() {
                    Some(_) => Ok(None),
                    None => private().create(true).open(&place).map(Some).map_err(|_also| error),
                }
            }
        }
    }

    /// On the disk, so that a power cut does not let agents in.
    fn settle(&self, file: Option<&File>) -> io::Result<()> {
        file.map_or(Ok(()), File::sync_all)?;
        if cfg!(unix) { File::open(&self.data)?.sync_all() } else { Ok(()) }
    }
}

/// A mark for a stop at this moment.
#[must_use]
pub fn mark_now(by: StoppedBy) -> StopMark {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let since = since.unwrap_or_default();
    let id = format!("{}-{}", since.as_nanos(), std::process::id());
    StopMark { by, at_unix_secs: since.as_secs(), id }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn content(path: &Path) -> StopMark {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_MARK_BYTES).read_to_end(&mut bytes));
    read.map_or_else(|_error| StopMark::unreadable(), |_read| StopMark::of_bytes(&bytes))
}

#[cfg(test)]
mod tests;
