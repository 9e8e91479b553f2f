//! Security keys over the true USB path: the real signer, `/sys/class/hidraw` and `/dev/hidrawN` by
//! umockdev, Google's OpenSK firmware behind a pseudo-terminal, a person at the real window.
//!
//! Why: the unit tests hold the conversation with a key; here is shown that the program finds it,
//! opens it, waits for it and loses it as the system tells. //! Refuses: to pass silently where umockdev is missing: there each test says that it was skipped,
//! and under continuous integration it fails.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    dead_code,
    reason = "tests fail by panicking, and parts of the signer's tests are shared"
)]

/// The harness as its own crate calls it; this target belongs to the signer's package, so that it is
/// built with nothing but the signer.
extern crate self as latchkey_tests;

#[path = "../harness/approval_window.rs"]
pub mod approval_window;
#[path = "../harness/binaries.rs"]
pub mod binaries;
#[path = "../harness/display.rs"]
pub mod display;
#[path = "../harness/home.rs"]
pub mod home;
#[path = "../harness/security_key/mod.rs"]
pub mod security_key;

#[path = "usb/cable.rs"]
mod cable;
#[path = "usb/desk.rs"]
mod desk;
#[path = "signer/process.rs"]
mod process;
#[path = "usb/trouble.rs"]
mod trouble;
#[path = "usb/ways.rs"]
mod ways;
