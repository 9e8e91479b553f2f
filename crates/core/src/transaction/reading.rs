//! What a transaction's bytes do: one of two things (spec 9.5), or they are not vouched for.
//!
//! Why: the sheet and the panic key's check read the same bytes the chain will run.
//! Refuses: any other contract, any other function, any encoding but the one this crate writes.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;

use super::Transaction;
use crate::abi::EntryPoint07;
use crate::chain::ENTRY_POINT_07;
use crate::kernel::execute::{Execution, decode_execute};
use crate::user_op::{PackedUserOperation, UserOperation, handle_ops};

/// What a transaction does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// The sender calls an account's `execute` itself.
    DirectCall(Execution),
    /// The sender hands signed operations to EntryPoint 0.7.
    SelfBundle {
        /// The operations, in order.
        operations: Vec<UserOperation>,
        /// Who gets their fees.
        beneficiary: Address,
    },
}

impl Doing {
    /// Reads a transaction of somebody about this account; `None` for anything else.
    #[must_use]
    pub fn of(transaction: &Transaction, account: Address) -> Option<Self> {
        match transaction.to {
            ENTRY_POINT_07 => read_bundle(&transaction.input),
            to if to == account => decode_execute(&transaction.input).ok().map(Self::DirectCall),
            _ => None,
        }
    }
}

/// `handleOps`, byte for byte as [`handle_ops`] writes it.
fn read_bundle(input: &Bytes) -> Option<Doing> {
    let call = EntryPoint07::handleOpsCall::abi_decode(input).ok()?;
    let unpacked = call.ops.into_iter().map(|op| PackedUserOperation::from(op).unpack().ok());
    let operations: Vec<UserOperation> = unpacked.collect::<Option<_>>()?;
    let beneficiary = call.beneficiary;
    let again = handle_ops(operations.iter().map(UserOperation::pack), beneficiary);
    (again == *input).then_some(Doing::SelfBundle { operations, beneficiary })
}
