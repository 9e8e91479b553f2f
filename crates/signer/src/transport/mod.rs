//! Bytes to and from a security key: CTAP HID (CTAP 2.1, section 11.2) on any report device.
//!
//! Why our own: beside a browser that asks the same key, the published transport takes foreign
//! frames as its own or panics, and it knows neither a deadline nor cancelling. Here each request
//! has a channel of its own, a deadline and a flag that stops it from another thread.
//! Refuses: frames of other channels, answers to other nonces, waiting for ever. It knows no
//! command of CTAP2; that is [`crate::owner::security_key`]'s.

mod channel;
mod frame;
#[cfg(target_os = "linux")]
mod hidraw;
#[cfg(target_os = "macos")]
mod iokit;
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod nothing;
#[cfg(test)]
#[path = "../../../../tests/harness/security_key/mod.rs"]
#[expect(unreachable_pub, reason = "the same files are public in the tests' own crate")]
pub(crate) mod rig;
mod stop;
#[cfg(test)]
mod tests;
mod token;
#[cfg(test)]
pub(crate) mod virtual_bus;

use std::{fmt, time::Duration};

pub use channel::{Channel, KeepAlive, Watch};
pub use frame::{LONGEST_MESSAGE, REPORT_BYTES, Report};
pub use stop::Stop;
pub use token::{HidToken, Quiet, at_once};

use crate::random::NoRandomness;

/// A security key that is plugged in, open for reports of 64 bytes. Each open has its own queue of
/// incoming reports, and sees the reports for every other program too.
pub trait RawDevice: Send + Sync + fmt::Debug {
    /// Sends one report.
    ///
    /// # Errors
    /// [`TransportError::Unplugged`], [`TransportError::Io`].
    fn write(&mut self, report: &Report) -> Result<(), TransportError>;

    /// The next report, or `None` when none came within `wait`.
    ///
    /// # Errors
    /// [`TransportError::Unplugged`], [`TransportError::Io`].
    fn read(&mut self, wait: Duration) -> Result<Option<Report>, TransportError>;
}

/// Where security keys are plugged in.
pub trait Bus: Send + Sync + fmt::Debug {
    /// The keys that are plugged in now. Nothing is sent to them.
    ///
    /// # Errors
    /// [`TransportError::Io`] when the system does not say.
    fn list(&self) -> Result<Vec<Found>, TransportError>;

    /// Opens one of them.
    ///
    /// # Errors
    /// [`TransportError::Denied`], [`TransportError::Unplugged`], [`TransportError::Io`].
    fn open(&self, found: &Found) -> Result<Box<dyn RawDevice>, TransportError>;
}

/// A security key that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Found {
    /// What the system calls it while it is plugged in; another one after a replug.
    pub id: String,
    /// What the key calls itself. Untrusted text.
    pub product: String,
}

/// Why nothing came back from a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// It is not plugged in any more.
    #[error("the security key was unplugged; plug it back in")]
    Unplugged,
    /// It did not answer in time.
    #[error("the security key did not answer in time; try again")]
    TimedOut,
    /// It was stopped from this side.
    #[error("stopped")]
    Stopped,
    /// Another program kept it busy until the deadline.
    #[error("another program is using the security key; finish there and try again")]
    Busy,
    /// The system does not let this user reach it.
    #[error(
        "this user may not reach the security key; install the system's FIDO rules (package libfido2 or udev 252 and newer) and plug it in again"
    )]
    Denied,
    /// It sent what CTAP HID does not allow, or the request is longer than it can take.
    #[error("the security key does not speak FIDO as it should; unplug it and try again")]
    Garbled,
    /// Reading or writing failed.
    #[error("the security key could not be reached ({0}); unplug it and try again")]
    Io(String),
    /// No randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// The keys of this computer.
#[must_use]
pub fn system_bus() -> Box<dyn Bus> {
    #[cfg(target_os = "linux")]
    return Box::new(hidraw::Hidraw::system());
    #[cfg(target_os = "macos")]
    return Box::new(iokit::Iokit::default());
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    return Box::new(nothing::Nothing);
}
