//! Prepared kills (spec 2.4, 9.5), handed to the EntryPoint by a plain account that pays for them.
//!
//! Why: the panic key signs with no owner and nobody looking, so what it may sign is decided here,
//! from bytes alone: a stolen panic key loses its small balance and nothing else.
//! Refuses: anything but revoking calls in try mode, unsigned operations, operations of other
//! accounts, other lanes and factories, paymasters, and a price above the cap.

use alloy_primitives::{Address, U256};

use super::Transaction;
use crate::account::{AccountSpec, Owner};
use crate::chain::{ENTRY_POINT_07, META_FACTORY};
use crate::kernel::execute::{ExecMode, decode_execute};
use crate::kernel::nonce::{self, Mode, Validation};
use crate::plan::Fees;
use crate::review::{ReviewError, ends};
use crate::user_op::{UserOperation, handle_ops};

/// Most operations in one transaction.
pub const MAX_OPERATIONS: usize = 16;

/// Most gas of one transaction; below the limit of EIP-7825.
pub const MAX_GAS: u64 = 16_000_000;

/// Signed kills of one account, and what may be paid for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle<'a> {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Transactions that the payer has made there.
    pub nonce: u64,
    /// Price of gas.
    pub fees: Fees,
    /// Most gas.
    pub gas_limit: u64,
    /// The signed operations.
    pub operations: &'a [UserOperation],
}

/// Why the panic key does not pay for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAKill {
    /// None, or more than [`MAX_OPERATIONS`].
    #[error("{0} operations were given, and one to {MAX_OPERATIONS} can be sent at once")]
    Count(usize),
    /// Chain 0, or more gas than [`MAX_GAS`].
    #[error("the transaction's network or gas is out of bounds")]
    OutOfBounds,
    /// Dearer than the request allows.
    #[error("it may cost up to {most} wei, more than the {cap} that were allowed")]
    TooDear {
        /// What it may cost, wei.
        most: U256,
        /// What was allowed, wei.
        cap: U256,
    },
    /// Of another account than the one named, or made by another factory.
    #[error("operation {0} is of another account")]
    OtherAccount(usize),
    /// Not signed, not in the owner's lanes, or paid by somebody else.
    #[error("operation {0} is no prepared operation of the owner")]
    NotPrepared(usize),
    /// It does something else than ending keys, or not in try mode.
    #[error("operation {operation} does something else than ending keys (call {call})")]
    OtherCall {
        /// Which operation, from 0.
        operation: usize,
        /// Which of its calls, from 0.
        call: usize,
    },
}

impl Bundle<'_> {
    /// The transaction. Fees of the operations go back to who pays.
    #[must_use]
    pub fn transaction(&self, payer: Address) -> Transaction {
        Transaction {
            chain_id: self.chain_id,
            nonce: self.nonce,
            max_priority_fee_per_gas: self.fees.max_priority_fee_per_gas,
            max_fee_per_gas: self.fees.max_fee_per_gas,
            gas_limit: self.gas_limit,
            to: ENTRY_POINT_07,
            input: handle_ops(self.operations.iter().map(UserOperation::pack), payer),
        }
    }

    /// Whether it does nothing but end keys of this account, for at most `cap` wei.
    ///
    /// # Errors
    /// [`NotAKill`].
    pub fn check(&self, account: &AccountSpec, owner: &Owner, cap: U256) -> Result<(), NotAKill> {
        let count = self.operations.len();
        if !(1..=MAX_OPERATIONS).contains(&count) {
            return Err(NotAKill::Count(count));
        }
        if self.chain_id == 0 || self.gas_limit > MAX_GAS {
            return Err(NotAKill::OutOfBounds);
        }
        let most = self.transaction(Address::ZERO).most();
        if most > cap {
            return Err(NotAKill::TooDear { most, cap });
        }
        let mut each = self.operations.iter().enumerate();
        each.try_for_each(|(place, op)| one(place, op, account, owner))
    }
}

fn one(
    operation: usize,
    op: &UserOperation,
    account: &AccountSpec,
    owner: &Owner,
) -> Result<(), NotAKill> {
    let made_here = op.factory.map_or_else(
        || op.factory_data.is_empty(),
        |factory| factory == META_FACTORY && op.factory_data == account.factory_data(),
    );
    if op.sender != account.address() || !made_here {
        return Err(NotAKill::OtherAccount(operation));
    }
    if !is_prepared(op) {
        return Err(NotAKill::NotPrepared(operation));
    }
    let refuse = |call| NotAKill::OtherCall { operation, call };
    let execution = decode_execute(&op.call_data).ok().ok_or(refuse(0))?;
    if execution.mode != ExecMode::Try || execution.calls().is_empty() {
        return Err(refuse(0));
    }
    match ends(operation, &execution, account, owner) {
        Ok(_ends) => Ok(()),
        Err(ReviewError::DoesNotFit { call, .. }) => Err(refuse(call)),
        Err(_other) => Err(refuse(0)),
    }
}

/// Signed, validated by the root, paid by nobody else.
#[must_use]
pub fn is_prepared(op: &UserOperation) -> bool {
    let parts = nonce::decode(op.nonce);
    let root = parts.mode == Mode::Default && matches!(parts.validation, Validation::Root { .. });
    root && !op.signature.is_empty() && op.paymaster.is_none()
}
