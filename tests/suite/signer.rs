//! The real `latchkey-signer` binary: what it refuses, what a person approves in its window, what it
//! signs unattended.
//!
//! Why: the rules of an approval are unit-tested; here is shown that the program keeps them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

#[path = "../harness/security_key/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the tests of the USB path use the rest"
)]
mod security_key;

#[path = "usb/cable.rs"]
#[allow(dead_code, reason = "the tests of the USB path use the rest")]
mod cable;
#[path = "usb/desk.rs"]
#[allow(dead_code, reason = "the tests of the USB path use the rest")]
mod desk;

#[path = "signer/asks.rs"]
mod asks;
#[path = "signer/bus.rs"]
mod bus;
#[path = "signer/files.rs"]
mod files;
#[path = "signer/hostile_desktop.rs"]
mod hostile_desktop;
#[path = "signer/hostile_parent.rs"]
mod hostile_parent;
#[path = "signer/keychain.rs"]
mod keychain;
#[path = "signer/off_switch.rs"]
mod off_switch;
#[path = "signer/off_switch_on_chain.rs"]
mod off_switch_on_chain;
#[path = "signer/owner_on_chain.rs"]
mod owner_on_chain;
#[path = "signer/process.rs"]
mod process;
#[path = "signer/refusals.rs"]
mod refusals;
#[path = "signer/session.rs"]
mod session;
#[path = "signer/shots.rs"]
mod shots;
#[path = "signer/stopping.rs"]
mod stopping;
#[path = "signer/unlock.rs"]
mod unlock;
#[path = "signer/window.rs"]
mod window;
