//! Ending keys on the local network, with the plans of the core: keys are brought into every state,
//! the planned calls are run, and afterwards the old approval, ordinary operations and message
//! signatures are refused while other keys live on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests"
)]

#[path = "../common/mod.rs"]
mod common;
mod kills;
mod messages;
mod stage;
mod states;
mod switch;
