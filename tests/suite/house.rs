//! The house rules, held by tests: who may reach what, how large a file may grow, what every file
//! says first, and what no file may name.
//!
//! Why: a rule that nobody checks is decoration.
//! Refuses: to be satisfied by an empty tree; each test asserts that it saw files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test"
)]

#[path = "house/citations.rs"]
mod citations;
#[path = "house/dependencies.rs"]
mod dependencies;
#[path = "house/functions.rs"]
mod functions;
#[path = "house/sizes.rs"]
mod sizes;
#[path = "house/tree.rs"]
mod tree;
#[path = "house/words.rs"]
mod words;
