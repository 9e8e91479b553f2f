//! The off switch inside each grant: prepared kills that are kept, watched, renewed and fired.
//!
//! Why: a key must be able to die while the owner key is out of reach, the vault empty and the account
//! without a coin.
//! Refuses: to take a receipt for an end; only what the chain says afterwards counts.

mod aim;
mod choose;
mod fire;
mod health;
mod judge;
mod keep;
mod read;
mod renew;
mod shoot;
mod terms;

pub(crate) use keep::{Place, row};
pub(crate) use terms::{disarm, fit, others};
