//! Where things lie on this computer.
//!
//! Why: the app, the command line, the signer and the agents' shim must agree on every path.
//! Refuses: links in place of folders, and folders that others can read.

use std::path::{Path, PathBuf};

/// Longest path of a socket, in bytes; the system's limit is 104 or 108 with its terminator.
const MAX_SOCKET_BYTES: usize = 100;
const SOCKET: &str = "mcp.sock";
const APP: &str = "latchkey";

/// The folders of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    data: PathBuf,
    /// Runtime folders of the system, best first; the app's own lies inside.
    runtime: Vec<PathBuf>,
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The system names no home for this user.
    #[error("This user has no home folder. Set HOME and start again.")]
    NoHome,
    /// It cannot be made or looked at.
    #[error("{} cannot be used: {source}. Check that it may be written.", .path.display())]
    Unusable {
        /// Which.
        path: PathBuf,
        /// In the words of the system.
        source: std::io::Error,
    },
    /// It is a link or a file.
    #[error("{} is not a folder. Remove it and start again.", .path.display())]
    NotOurs {
        /// Which.
        path: PathBuf,
    },
}

impl Folders {
    /// Those of the user who runs this.
    ///
    /// # Errors
    /// [`FolderError::NoHome`].
    pub fn of_this_user() -> Result<Self, FolderError> {
        let project = directories::ProjectDirs::from("", "", APP).ok_or(FolderError::NoHome)?;
        let given = project.runtime_dir().and_then(Path::parent).map(Path::to_owned);
        let runtime = given.into_iter().chain(run_user()).collect();
        Ok(Self { data: project.data_dir().to_owned(), runtime })
    }

    /// Everything below one folder; for tests and for a local network on its own.
    #[must_use]
    pub fn below(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), runtime: Vec::new() }
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.data.join("latchkey.db")
    }

    /// State of the built-in local network.
    #[must_use]
    pub fn devnet(&self) -> PathBuf {
        self.data.join("devnet")
    }

    /// The lock of the running app.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.data.join("app.lock")
    }

    /// Makes the data folder, for this user alone.
    ///
    /// # Errors
    /// [`FolderError::Unusable`], [`FolderError::NotOurs`].
    pub fn make(&self) -> Result<(), FolderError> {
        make_private(&self.data)
    }

    /// Where the agents' socket may be, best first. A client tries them in order, since it may
    /// have been started without the variables the app has.
    #[must_use]
    pub fn sockets(&self) -> Vec<PathBuf> {
        let runtime = self.runtime.iter().map(|folder| folder.join(APP));
        let all = runtime.chain([self.data.join("run")]).map(|folder| folder.join(SOCKET));
        let mut sockets: Vec<PathBuf> =
            all.filter(|path| path.as_os_str().len() <= MAX_SOCKET_BYTES).collect();
        sockets.dedup();
        sockets
    }

    /// The socket to listen on: the first of [`Self::sockets`] whose folder can be had for this
    /// user alone; the folder is made.
    ///
    /// # Errors
    /// Why the last of them cannot be used.
    pub fn make_socket_folder(&self) -> Result<PathBuf, FolderError> {
        let mut why = FolderError::NoHome;
        for socket in self.sockets() {
            let Some(folder) = socket.parent() else { continue };
            match make_private(folder) {
                Ok(()) => return Ok(socket),
                Err(error) => why = error,
            }
        }
        Err(why)
    }
}

/// `/run/user/<uid>` where there is one.
#[cfg(target_os = "linux")]
fn run_user() -> Option<PathBuf> {
    let uid = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").ok()?);
    Some(PathBuf::from(format!("/run/user/{uid}"))).filter(|folder| folder.is_dir())
}

#[cfg(not(target_os = "linux"))]
fn run_user() -> Option<PathBuf> {
    None
}

/// Makes a folder with mode 0700, and refuses a link or a file in its place. One of ours that
/// others may read is narrowed, which the system refuses for another user's.
#[cfg(unix)]
fn make_private(path: &Path) -> Result<(), FolderError> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};

    let unusable = |source| FolderError::Unusable { path: path.to_owned(), source };
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(unusable)?;
    let found = std::fs::symlink_metadata(path).map_err(unusable)?;
    if !found.is_dir() {
        return Err(FolderError::NotOurs { path: path.to_owned() });
    }
    if found.permissions().mode() & 0o777 != 0o700 {
        let narrow = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(path, narrow).map_err(unusable)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> Result<(), FolderError> {
    std::fs::create_dir_all(path)
        .map_err(|source| FolderError::Unusable { path: path.to_owned(), source })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_data_folder_is_made_for_this_user_alone_or_narrowed() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path().join("a/b/latchkey"));
        folders.make().unwrap();
        assert_eq!(mode(folders.data()), 0o700);
        std::fs::set_permissions(folders.data(), std::fs::Permissions::from_mode(0o755)).unwrap();
        folders.make().unwrap();
        assert_eq!(mode(folders.data()), 0o700, "others could read the store");
        assert_eq!(folders.store(), root.path().join("a/b/latchkey/latchkey.db"));
    }

    #[test]
    fn a_link_or_a_file_in_its_place_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let link = root.path().join("link");
        symlink(root.path(), &link).unwrap();
        assert!(matches!(Folders::below(&link).make(), Err(FolderError::NotOurs { .. })));
        let file = root.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(Folders::below(&file).make().is_err());
        assert!(file.is_file() && link.is_symlink(), "nothing was replaced");
    }

    #[test]
    fn the_socket_lies_in_the_runtime_folder_if_it_can_be_had_and_fits() {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("data");
        let runtime = root.path().join("run");
        std::fs::create_dir(&runtime).unwrap();
        let with = |runtime: Vec<PathBuf>| Folders { data: data.clone(), runtime };
        let folders = with(vec![runtime.clone()]);
        let socket = folders.make_socket_folder().unwrap();
        assert_eq!(socket, runtime.join("latchkey/mcp.sock"));
        assert_eq!(mode(&runtime.join("latchkey")), 0o700);
        assert_eq!(folders.sockets(), [socket, data.join("run/mcp.sock")], "a client tries both");

        std::fs::write(root.path().join("taken"), "").unwrap();
        let taken = with(vec![root.path().join("taken")]);
        assert_eq!(taken.make_socket_folder().unwrap(), data.join("run/mcp.sock"));
        let long = with(vec![root.path().join("x".repeat(100))]);
        assert_eq!(long.sockets(), [data.join("run/mcp.sock")], "the system would cut the path");
    }

    #[test]
    fn this_user_has_folders() {
        let folders = Folders::of_this_user().unwrap();
        assert!(folders.data().ends_with("latchkey"), "{folders:?}");
        assert!(folders.sockets().iter().all(|socket| socket.ends_with("mcp.sock")));
    }
}
