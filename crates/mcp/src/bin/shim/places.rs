//! Where the app's socket and lock lie, by the rules the app follows too.
//!
//! Why: agents start the shim with few variables, often without `XDG_RUNTIME_DIR`.
//! Refuses: a folder that belongs to another user; such a socket is never connected to.

use std::env;
use std::path::{Path, PathBuf};

const APP: &str = "latchkey";

/// Where the socket may be, best first.
pub(crate) fn sockets() -> Vec<PathBuf> {
    let given = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|p| p.is_absolute());
    let by_user = user().map(|user| PathBuf::from(format!("/run/user/{user}")));
    let runtime = given.into_iter().chain(by_user).map(|folder| folder.join(APP));
    let own = data().map(|data| data.join("run"));
    let mut all: Vec<PathBuf> = runtime.chain(own).map(|folder| folder.join("mcp.sock")).collect();
    all.dedup();
    all
}

/// The file that the running app keeps locked.
pub(crate) fn lock() -> Option<PathBuf> {
    data().map(|data| data.join("app.lock"))
}

/// Whether everything is stopped: the stop mark lies in the data folder. Only "there is nothing of this
/// name" is no.
pub(crate) fn stopped(lock: &Path) -> bool {
    let mark = lock.with_file_name("stopped.json");
    match std::fs::symlink_metadata(mark) {
        Ok(_) => true,
        Err(error) => error.kind() != std::io::ErrorKind::NotFound && lock.exists(),
    }
}

/// The app's data folder.
fn data() -> Option<PathBuf> {
    let home = || env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
    if cfg!(target_os = "macos") {
        return home().map(|home| home.join("Library/Application Support").join(APP));
    }
    let given = env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|p| p.is_absolute());
    given.or_else(|| home().map(|home| home.join(".local/share"))).map(|data| data.join(APP))
}

/// Whether the socket's folder is this user's alone.
#[cfg(unix)]
pub(crate) fn ours(socket: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let folder = socket.parent().and_then(|folder| std::fs::symlink_metadata(folder).ok());
    folder.is_some_and(|found| {
        found.is_dir() && found.mode() & 0o077 == 0 && user().is_none_or(|user| user == found.uid())
    })
}

/// The user this program runs as.
#[cfg(target_os = "linux")]
fn user() -> Option<u32> {
    std::fs::metadata("/proc/self").ok().map(|own| std::os::unix::fs::MetadataExt::uid(&own))
}

#[cfg(not(target_os = "linux"))]
fn user() -> Option<u32> {
    None
}

/// Whether the app runs, by its lock; `None` when that cannot be told. The lock is looked at and
/// never taken, so that an app that starts at this moment is not turned away.
#[cfg(target_os = "linux")]
pub(crate) fn app_runs(lock: &Path) -> Option<bool> {
    let found = std::fs::metadata(lock).ok()?;
    let inode = format!(":{}", std::os::unix::fs::MetadataExt::ino(&found));
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    Some(locks.lines().any(|line| {
        line.contains(" FLOCK ") && line.split_whitespace().any(|word| word.ends_with(&inode))
    }))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn app_runs(_lock: &Path) -> Option<bool> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_held_lock_is_seen_and_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.lock");
        assert_eq!(app_runs(&path), None);
        let file = std::fs::File::create(&path).unwrap();
        assert_eq!(app_runs(&path), Some(false));
        file.lock().unwrap();
        assert_eq!(app_runs(&path), Some(true));
        drop(file);
        assert_eq!(app_runs(&path), Some(false));
    }

    #[test]
    fn an_open_folder_is_not_ours() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("mcp.sock");
        for (mode, expected) in [(0o700, true), (0o755, false), (0o710, false)] {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(folder.path(), permissions).unwrap();
            assert_eq!(ours(&socket), expected, "{mode:o}");
        }
    }
}
