//! Session signers that run, found by the files they write, and their end.
//!
//! Why: the file names a process id, and ids are used again; the moment a process started tells it
//! from a later one. Between the look and the signal the process is held by a descriptor, so that the
//! signal cannot reach another.
//! Refuses: processes of another name or another start than the file says. Where the system does not
//! tell these (not Linux) nothing is killed from outside; the signer looks for the mark itself there.

use std::fs;
use std::path::{Path, PathBuf};

/// A session signer that said that it runs.
#[derive(Debug)]
pub(super) struct Signer {
    id: u32,
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "nothing tells it there"))]
    started: String,
    file: PathBuf,
}

/// Those that have a file, at most so many.
pub(super) fn known(folder: &Path, most: usize) -> Vec<Signer> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().take(most);
    files
        .filter_map(|file| {
            let id = file.file_name().to_str()?.parse().ok().filter(|id| *id > 1)?;
            let started = fs::read_to_string(file.path()).ok()?;
            Some(Signer { id, started, file: file.path() })
        })
        .collect()
}

#[cfg(target_os = "linux")]
impl Signer {
    /// The program's name as the kernel keeps it: its first 15 bytes, which are all of it.
    const NAME: &'static str = "latchkey-signer";

    /// Whether that very process lives. One that is dead and not yet taken off the list does not.
    pub(super) fn lives(&self) -> bool {
        let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", self.id)) else { return false };
        let Some((head, after)) = stat.rsplit_once(')') else { return false };
        let name = head.split_once('(').map(|(_, name)| name);
        let mut fields = after.split_whitespace();
        let alive = fields.next().is_some_and(|state| !matches!(state, "Z" | "X"));
        // The 22nd field of all, the 19th after the state.
        let started = fields.nth(18);
        alive && name == Some(Self::NAME) && started == Some(self.started.as_str())
    }

    /// Kills it; false when it is gone or not ours. Its file is swept either way.
    pub(super) fn kill(&self) -> bool {
        use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
        let killed = || {
            let pid = Pid::from_raw(i32::try_from(self.id).ok()?)?;
            let held = pidfd_open(pid, PidfdFlags::empty()).ok()?;
            // Looked at while it is held: the id cannot become another's in between.
            if !self.lives() {
                return None;
            }
            pidfd_send_signal(held, Signal::KILL).ok()
        };
        let killed = killed().is_some();
        if killed || !self.lives() {
            let _swept = fs::remove_file(&self.file);
        }
        killed
    }
}

#[cfg(not(target_os = "linux"))]
impl Signer {
    /// Until its file is gone.
    pub(super) fn lives(&self) -> bool {
        self.file.exists()
    }

    /// It ends by itself once the mark lies there.
    pub(super) fn kill(&self) -> bool {
        self.id > 1
    }
}
