//! Policies (spec 4.3, 4.4) in words: the sentence, every rule, and what is not limited.
//!
//! Why: what a person reads is made from the decoded policies, in one place (law: the app
//! explains what the chain enforces).
//! Refuses: to judge; see `lint` for that.

pub mod argument;
mod not_limited;
pub mod payment;
mod rules;
mod sentence;
pub mod span;
pub mod summary;

#[cfg(test)]
mod tests;

pub use not_limited::not_limited;
pub use rules::rules;
pub use sentence::sentence;

#[cfg(test)]
mod edge_tests;
#[cfg(test)]
mod property_tests;
