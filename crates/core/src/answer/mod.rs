//! What the deployed contracts would answer: a Kernel 0.3.x account, its modules and the
//! EntryPoint as a pure state machine over the exact bytes of an operation (spec 2.5, 5, 9).
//!
//! Why: whether a plan ends a key, whether an approval still opens an account and which error comes
//! back must be known before anything is signed. Held against every recorded step of
//! `onchain_scenarios.json`, on each version.
//! Refuses: to guess. A module it does not know answers [`Revert::Unknown`]; gas, fees and the
//! insides of foreign contracts are not modelled, nor is what a policy thinks of its own data when
//! it is installed (the linter's matter).

mod account;
mod admin;
mod enable;
mod entry;
mod hook;
mod install;
mod log;
mod message;
mod modules;
mod owner;
mod revert;
mod run;
mod segments;
mod tally;
mod validate;

#[cfg(test)]
mod tests;

pub use account::{Account, Stored};
pub use entry::{Outcome, Refusal};
pub use hook::{HookModule, PostCheck};
pub use log::{Event, Log};
pub use message::YES;
pub use modules::Modules;
pub use revert::Revert;
