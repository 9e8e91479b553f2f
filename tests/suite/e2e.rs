//! The real desktop window, the real approval window, a real client, the real chain: the whole path
//! as a person and an agent go it, and what the app says when something is wrong.
//!
//! Refuses: fakes. Nothing here is started that a person would not start.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

#[path = "e2e/broken.rs"]
mod broken;
#[path = "e2e/refusing.rs"]
mod refusing;
#[path = "e2e/stop_anywhere.rs"]
mod stop_anywhere;
#[path = "e2e/whole_path.rs"]
mod whole_path;
