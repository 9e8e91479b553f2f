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

/// So that `cargo test -p latchkey-tests e2e` runs these and nothing else.
mod e2e {
    mod broken;
    mod builder;
    mod notices;
    mod refusing;
    mod stop_anywhere;
    mod whole_path;
}
