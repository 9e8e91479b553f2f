//! Finding and starting the signing program.
//!
//! Why: whoever could put another program or library in its place would be asked for passphrases.
//! Refuses: the search path; a file that others may write, own or turn elsewhere; the app's own
//! environment apart from the names below. Nothing that makes a program load code is among them:
//! not `LD_*`, `DYLD_*`, `GTK_*`, `QT_*`, `LIBGL_*`, `MESA_*`, `VK_*`, `__EGL_*`, nor `XDG_DATA_DIRS` and
//! `XDG_CONFIG_DIRS`, through which graphics drivers find libraries.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::{Child, Command};

use super::place::WindowPlace;
use super::trust;
use crate::ports::SignerError;

/// File name of the signing program.
const NAME: &str = "latchkey-signer";

/// What it may know of our environment: where the display, the session bus and its folders are, and
/// how dates are written.
pub(super) const ENVIRONMENT: &[&str] = &[
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "DBUS_SESSION_BUS_ADDRESS",
    "HOME",
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LC_TIME",
    "LC_NUMERIC",
    "LC_MESSAGES",
    "TZ",
    // Windows: without these neither windows nor the credential store can be opened.
    "SystemRoot",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
];

/// The search path it gets, where there is one.
#[cfg(unix)]
const PATH: &str = "/usr/bin:/bin";

/// The signing program.
#[derive(Debug, Clone)]
pub struct SignerProgram {
    path: PathBuf,
    on_terminal: bool,
    over: WindowPlace,
}

impl SignerProgram {
    /// The one beside the running program; there is no other place.
    ///
    /// # Errors
    /// [`SignerError::Missing`] if the running program does not know where it is.
    pub fn beside_this_program() -> Result<Self, SignerError> {
        let here = std::env::current_exe()
            .map_err(|error| SignerError::Missing(format!("this program's own place: {error}")))?;
        let name = format!("{NAME}{}", std::env::consts::EXE_SUFFIX);
        Ok(Self::at(here.with_file_name(name)))
    }

    /// The program at a path, chosen by code; nothing a person or agent says reaches this.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), on_terminal: false, over: WindowPlace::default() }
    }

    /// The same, asking for approvals on this process's controlling terminal instead of in a window.
    #[must_use]
    pub fn on_terminal(self) -> Self {
        Self { on_terminal: true, ..self }
    }

    /// The same, with its windows over the app's own while that one's place is known.
    #[must_use]
    pub fn over(self, place: WindowPlace) -> Self {
        Self { over: place, ..self }
    }

    /// Where it is looked for.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Starts it in a mode, all three streams piped; it is killed when the value is dropped.
    pub(super) fn start(&self, mode: &str) -> Result<Child, SignerError> {
        let missing = |why: &str| SignerError::Missing(format!("{} ({why})", self.path.display()));
        trust::check(&self.path).map_err(missing)?;
        let mut command = Command::new(&self.path);
        command.arg(mode).env_clear().kill_on_drop(true);
        if self.on_terminal && mode == "approve" {
            command.arg("--tty");
        } else if let (Some(middle), "approve") = (self.over.word(), mode) {
            command.arg("--over").arg(middle);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        command.env("PATH", PATH);
        for name in ENVIRONMENT {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.spawn().map_err(|error| missing(&error.to_string()))
    }
}
