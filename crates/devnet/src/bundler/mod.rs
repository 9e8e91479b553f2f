//! The ERC-4337 bundler: it submits every operation that the EntryPoint would take, one per
//! bundle, at once, and pays what the operation does not. It keeps no reputation, forbids no
//! opcode and asks for no minimum price: those protect public bundlers, not a local network.

mod estimate;
mod included;
mod measure;
mod operation;
mod refusal;
mod submit;

pub(crate) use estimate::{EstimateError, estimate};
pub(crate) use included::{Included, OperationReceipt, operation_hashes};
pub(crate) use operation::{OperationForm, UserOperation};
pub(crate) use refusal::Refusal;
pub(crate) use submit::{SubmitError, submit};

use alloy_primitives::{Address, address};

/// The contract through which EntryPoint 0.7 creates accounts.
pub(crate) const SENDER_CREATOR: Address = address!("EFC2c1444eBCC4Db75e7613d20C6a62fF67A167C");
