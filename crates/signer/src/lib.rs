//! The process that can sign and cannot talk to the network: the approval window, the session
//! signer and the vault behind both.
//!
//! Why a library beside the binary: so that the window is tested without a display. Nothing else in
//! the workspace may depend on it (a test holds that).
//! Refuses: to sign a hash that it did not compute itself, and to approve without the person's own
//! act: a passphrase, a PIN, a touch.

pub mod approve;
pub mod decide;
#[cfg(test)]
mod fixtures;
pub mod hardening;
pub mod key;
pub mod locked;
pub mod logs;
pub mod outbox;
pub mod owner;
pub mod panic;
pub mod protocol;
pub mod random;
pub mod session;
pub mod stop_file;
pub mod transport;
#[cfg(unix)]
pub mod tty;
pub mod vault;
pub mod window;
