//! What tests, the tour and the screenshots share: a virtual display, a home of its own, the real
//! desktop window through WebDriver, the real approval window through its keyboard.
//!
//! Refuses: to reach into the product; everything goes through windows, pipes and sockets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "tests fail by panicking, and the tour prints"
)]

pub mod approval_window;
pub mod binaries;
pub mod blob_check;
pub mod dark_desktop;
pub mod desktop;
pub mod display;
pub mod endpoint;
pub mod fakes;
pub mod hand;
pub mod home;
pub mod mcp_client;
pub mod notice_board;
pub mod passkey;
mod private_bus;
pub mod story;
