//! Core against recorded behaviour of the deployed contracts: the local check, the words for
//! reverts, the digests that a review shows, where a key stands, how keys are ended, what an account
//! is, passkeys in operations, who signed a message, and which traps the linter names.
//!
//! Why: an evaluator that disagrees with the chain signs what fails or refuses what works, and a
//! review that shows another digest shows another key.
//! Reads `tests/vectors`, or the folder that `LATCHKEY_VECTORS` names.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    unreachable_pub,
    missing_docs,
    reason = "tests"
)]

#[path = "recorded/accounts.rs"]
mod accounts;
#[path = "recorded/check.rs"]
mod check;
#[path = "recorded/digests.rs"]
mod digests;
#[path = "recorded/kills.rs"]
mod kills;
#[path = "recorded/life.rs"]
mod life;
#[path = "recorded/messages.rs"]
mod messages;
#[path = "recorded/multi_chain.rs"]
mod multi_chain;
#[path = "recorded/passkeys.rs"]
mod passkeys;
#[path = "recorded/plans.rs"]
mod plans;
#[path = "recorded/reads.rs"]
mod reads;
#[path = "recorded/reverts.rs"]
mod reverts;
#[path = "recorded/states.rs"]
mod states;
#[path = "recorded/trace.rs"]
mod trace;
#[path = "recorded/traps.rs"]
mod traps;
