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
            .envs(self.variables())
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("WAYLAND_DISPLAY")
    }

    /// Process ids of a program that runs in this home.
    #[must_use]
    pub fn running(&self, program: &Path) -> Vec<String> {
        self.here(|process| std::fs::read_link(process.join("exe")).is_ok_and(|exe| exe == program))
    }

    /// Process ids of programs in this home that the kernel knows by this name (15 bytes at most).
    #[must_use]
    pub fn running_as(&self, name: &str) -> Vec<String> {
        self.here(|process| {
            std::fs::read_to_string(process.join("comm")).is_ok_and(|found| found.trim() == name)
        })
    }

    fn here(&self, is_wanted: impl Fn(&Path) -> bool) -> Vec<String> {
        let wanted = format!("HOME={}", self.path().display());
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let ours = processes.filter(|process| {
            let path = process.path();
            let environment = std::fs::read(path.join("environ")).unwrap_or_default();
            is_wanted(&path)
                && environment.split(|byte| *byte == 0).any(|pair| pair == wanted.as_bytes())
        });
        ours.map(|process| process.file_name().to_string_lossy().into_owned()).collect()
    }

    /// The variables that make a folder a home.
    #[must_use]
    pub fn variables(&self) -> Vec<(String, String)> {
        let below = |name: &str| self.path().join(name).display().to_string();
        [
            ("HOME", self.path().display().to_string()),
            ("XDG_DATA_HOME", below("data")),
            ("XDG_CONFIG_HOME", below("config")),
            ("XDG_CACHE_HOME", below("cache")),
            ("XDG_RUNTIME_DIR", below("run")),
        ]
        .map(|(name, path)| (name.to_owned(), path))
        .to_vec()
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}
