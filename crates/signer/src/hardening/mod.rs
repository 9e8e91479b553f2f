//! The law of this process, enforced by the system: what it denies itself before it reads anything.
//!
//! Why: that the signer cannot talk to the network is a rule of construction (a test over the
//! dependency tree). Here the kernel is asked to hold it too, against code nobody meant to run:
//! no sockets but local ones, nobody reads its memory, nothing of it lands in a core file.
//! Refuses: to go on when one of these is not granted. What a system does not offer is said in
//! SECURITY.md, not pretended.

#[cfg(target_os = "linux")]
mod filter;
#[cfg(target_os = "linux")]
mod linux;

use crate::locked::{self, NotLocked};

/// A protection that the system did not grant; the process must end.
#[derive(Debug, thiserror::Error)]
pub enum Unhardened {
    /// Core files cannot be switched off.
    #[error(
        "core files cannot be switched off ({0}); nothing was read. Allow RLIMIT_CORE to be lowered"
    )]
    CoreFiles(std::io::Error),
    /// Other programs of the user could attach to this one.
    #[error(
        "other programs could read this one's memory ({0}); nothing was read. Allow PR_SET_DUMPABLE in this container"
    )]
    Readable(std::io::Error),
    /// The kernel takes no filter.
    #[error(
        "the kernel takes no system call filter ({0}); nothing was read. Run Latchkey on a kernel and in a container that let a program filter its own calls (seccomp)"
    )]
    Filter(String),
    /// The filter was taken and does not hold.
    #[error(
        "the system call filter was taken but does not hold: {0} was still possible; nothing was read. Run Latchkey outside this container"
    )]
    NotEnforced(&'static str),
    /// No memory can be kept out of swap.
    #[error("{0}; nothing was read")]
    Memory(#[from] NotLocked),
}

/// Applies every protection that this system has, to every thread there is and will be.
///
/// Call it first in `main`, while there is one thread. It cannot be undone, and what this process
/// starts inherits it.
///
/// | | Linux | macOS, Windows |
/// |---|---|---|
/// | sockets | local ones and the kernel's device events only, by seccomp | as the package says (SECURITY.md) |
/// | attaching, reading memory | `PR_SET_DUMPABLE` 0 | as the package says |
/// | core files | limit 0, and not dumpable | limit 0 on macOS |
/// | keys kept out of swap | `mlock` | `mlock`, `VirtualLock` |
///
/// # Errors
/// [`Unhardened`] names the first protection that is missing, and what to do.
pub fn apply() -> Result<(), Unhardened> {
    #[cfg(unix)]
    no_core_files()?;
    #[cfg(target_os = "linux")]
    linux::deny()?;
    locked::reserve()?;
    Ok(())
}

#[cfg(unix)]
fn no_core_files() -> Result<(), Unhardened> {
    let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
    rustix::process::setrlimit(rustix::process::Resource::Core, none)
        .map_err(|error| Unhardened::CoreFiles(error.into()))
}
