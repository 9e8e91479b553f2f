//! Plans: from "use this key", "end these keys" to the exact operation, before gas and signatures.
//!
//! Why: the calls that end a key differ by its state, and a wrong one is mined as if it had worked
//! (spec 9.3); here they are chosen in one place from facts that were read.
//! Refuses: nothing is asked or sent here; an operation leaves as a [`crate::user_op::stage::Draft`]
//! with a stub signature for the estimate.

mod end;
mod kill;
mod owner;
mod session;
#[cfg(test)]
mod tests;

pub use end::{
    EndPlan, Ending, Ground, Loss, LossKind, MAX_RAISE, Nonces, Outcome, OwnerMessages, Shown,
    Standing, TooFar, end_everything, end_keys, outcome, repair,
};
pub use kill::{
    Approved, AskedKill, BadTerms, Disarm, EVERYTHING_LANE, Fees, Kill, KillForm, KillGas,
    KillGround, KillPlan, MAX_KILL_COST, ONE_KEY_LANE, asked_kills, check_terms, disarm,
    granted_kills, prepared,
};
pub use owner::OwnerPlan;
pub use session::{FirstUse, SessionPlan};

use alloy_primitives::{Address, Bytes, U256};

use crate::account::{AccountSpec, Located};
use crate::chain::META_FACTORY;
use crate::user_op::UserOperation;

/// An operation without gas, with the factory only while the account does not exist there.
fn bare(account: &AccountSpec, deployed: bool, nonce: U256, call_data: Bytes) -> UserOperation {
    located(&account.into(), deployed, nonce, call_data)
}

/// The same for an account whose address is at hand.
fn located(account: &Located, deployed: bool, nonce: U256, call_data: Bytes) -> UserOperation {
    let factory: Option<Address> = (!deployed).then_some(META_FACTORY);
    let factory_data = if deployed { Bytes::new() } else { account.install().factory_data() };
    UserOperation {
        sender: account.address(),
        nonce,
        factory,
        factory_data,
        call_data,
        call_gas_limit: 0,
        verification_gas_limit: 0,
        pre_verification_gas: U256::ZERO,
        max_fee_per_gas: 0,
        max_priority_fee_per_gas: 0,
        paymaster: None,
        signature: Bytes::new(),
    }
}
