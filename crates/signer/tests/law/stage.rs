//! What the trials share: children of this very program, programs of a user without rights, words.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};

use crate::child::ACT;

/// `nobody` on every distribution that has one; any number without rights does.
pub(crate) const NOBODY: u32 = 65534;

/// Longest wait for a condition, on a loaded computer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A trial that fails by panicking.
pub(crate) fn trial(name: &str, run: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        run();
        Ok::<(), Failed>(())
    })
}

/// True when the tests run as root, whom no protection here binds.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// This test program as a child that plays one act.
pub(crate) fn child(act: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(ACT, act).stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub(crate) fn output(mut command: Command) -> Output {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().expect("the child runs")
}

/// A folder that a user without rights can enter, with copies of programs in it.
#[derive(Debug)]
pub(crate) struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("latchkey-law-").tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    /// A copy that anybody may start: the build folder may be closed to others.
    pub(crate) fn copy(&self, program: &std::path::Path) -> PathBuf {
        let to = self.folder.path().join(program.file_name().unwrap());
        fs::copy(program, &to).unwrap();
        fs::set_permissions(&to, fs::Permissions::from_mode(0o755)).unwrap();
        to
    }

    /// An empty home of the user without rights.
    pub(crate) fn home(&self) -> PathBuf {
        let home = self.folder.path().join("home");
        fs::create_dir_all(&home).unwrap();
        if is_root() {
            std::os::unix::fs::chown(&home, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        home
    }
}

/// A command run by the user without rights (by whoever runs the tests, if that is not root).
pub(crate) fn as_nobody(command: &mut Command) -> &mut Command {
    if is_root() { command.uid(NOBODY).gid(NOBODY).current_dir("/") } else { command }
}

/// A process that is killed when the trial ends.
#[derive(Debug)]
pub(crate) struct Running(pub(crate) Child);

impl Running {
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// A line of `/proc/PID/status`, without its name.
pub(crate) fn status(pid: u32, name: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.trim().to_owned())
}

/// Waits until something is so.
pub(crate) fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < until, "still not so: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
