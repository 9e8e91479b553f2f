//! Makes this session signer known to whoever stops everything, and ends it when that happened.
//!
//! Why: a stop comes from any program and must not need the one that started this process: its id
//! lies in the data folder, and it looks for the stop mark itself besides.
//! Refuses: to hold keys unknown: a signer that cannot write its file does not serve.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use latchkey_core::approval::SIGNERS_FOLDER;

use crate::stop_file::StopFile;

/// How often the mark is looked for. Where a stop kills the process from outside this is the second
/// line; elsewhere it is the first, so it is short.
const LOOK_EVERY: Duration =
    Duration::from_millis(if cfg!(target_os = "linux") { 100 } else { 15 });

/// This process's file; it goes with the value, a killed process leaves it to be swept.
#[derive(Debug)]
pub struct Known(PathBuf);

impl Known {
    /// Writes `<data>/signers/<process id>`.
    ///
    /// # Errors
    /// The system's, when it cannot be written.
    pub fn write(data: &Path) -> io::Result<Self> {
        let folder = data.join(SIGNERS_FOLDER);
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        let path = folder.join(std::process::id().to_string());
        let beside = path.with_extension("new");
        fs::write(&beside, started())?;
        fs::rename(&beside, &path)?;
        Ok(Self(path))
    }
}

impl Drop for Known {
    fn drop(&mut self) {
        let _swept_later = fs::remove_file(&self.0);
    }
}

/// When this process started, in the system's ticks since it booted; with the id it names one process.
#[cfg(target_os = "linux")]
fn started() -> String {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is a name in brackets that may hold anything; the 22nd is the 20th after it.
    let after = stat.rsplit_once(')').map(|(_, after)| after).unwrap_or_default();
    after.split_whitespace().nth(19).unwrap_or_default().to_owned()
}

#[cfg(not(target_os = "linux"))]
fn started() -> String {
    String::new()
}

/// Ends this process once the mark lies there; keys that were loaded go with it.
///
/// # Errors
/// The system's, when no thread can be started.
pub fn end_when_stopped(data: &Path) -> io::Result<()> {
    let stop = StopFile::in_data_folder(data);
    let look = move || {
        // A mark that lies there at the start is for who answers the first request.
        loop {
            thread::sleep(LOOK_EVERY);
            if stop.read().is_some() {
                break;
            }
        }
        tracing::info!("everything was stopped");
        std::process::exit(0);
    };
    thread::Builder::new().name("stop".into()).spawn(look).map(drop)
}
