//! A home folder of its own for programs under test: nothing of the person who runs them is read.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A fresh home; removed when dropped.
#[derive(Debug)]
pub struct Home {
    dir: TempDir,
}

impl Home {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("latchkey-home-").tempdir().unwrap();
        for name in ["data", "config", "cache", "run"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let own = std::fs::Permissions::from_mode(0o700);
            std::fs::set_permissions(dir.path().join("run"), own).unwrap();
        }
        Self { dir }
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where the app keeps its data.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data/latchkey")
    }

    /// Points a command at this home. No session bus is passed on, so no keychain of the person
    /// answers.
    pub fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("HOME", self.path())
            .env("XDG_DATA_HOME", self.path().join("data"))
            .env("XDG_CONFIG_HOME", self.path().join("config"))
            .env("XDG_CACHE_HOME", self.path().join("cache"))
            .env("XDG_RUNTIME_DIR", self.path().join("run"))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("WAYLAND_DISPLAY")
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}
