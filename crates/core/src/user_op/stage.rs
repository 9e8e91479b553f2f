//! The life of an operation as types: Draft → Priced → Sealed → Signed.
//!
//! Why: gas and paymaster are part of the hash (spec 2.2), so nothing may change after it is taken;
//! only a [`Sealed`] operation has a hash to sign, only a [`Signed`] one can be sent.
//! Refuses: going back.

use std::marker::PhantomData;

use alloy_primitives::{Address, B256, Bytes, U256};

use super::{Paymaster, UserOperation};

/// Knows what to do, not yet what it costs. Its signature is a dummy for the estimate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft(UserOperation);

/// Knows its gas, its price and who pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced(UserOperation);

/// Bound to a chain and an EntryPoint; cannot change any more. `S` says whether it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound<S> {
    operation: UserOperation,
    entry_point: Address,
    chain_id: u64,
    hash: B256,
    stage: PhantomData<S>,
}

/// Stage of a [`Bound`] operation whose signature field is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsigned {}

/// Stage of a [`Bound`] operation whose signature field is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complete {}

/// Has a hash to sign.
pub type Sealed = Bound<Unsigned>;

/// Carries its signature; can be sent.
pub type Signed = Bound<Complete>;

/// What an operation costs at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gas {
    /// Gas for the call.
    pub call_gas_limit: u128,
    /// Gas for deployment and validation.
    pub verification_gas_limit: u128,
    /// Gas paid to the bundler.
    pub pre_verification_gas: U256,
    /// Highest price of a unit of gas, in wei.
    pub max_fee_per_gas: u128,
    /// Highest tip per unit of gas, in wei.
    pub max_priority_fee_per_gas: u128,
}

impl Draft {
    /// Starts from an operation; its gas fields do not matter yet.
    #[must_use]
    pub const fn new(operation: UserOperation) -> Self {
        Self(operation)
    }

    /// The operation, to be estimated.
    #[must_use]
    pub const fn operation(&self) -> &UserOperation {
        &self.0
    }

    /// Sets gas, price and payer.
    #[must_use]
    pub fn price(mut self, gas: Gas, paymaster: Option<Paymaster>) -> Priced {
        self.0.call_gas_limit = gas.call_gas_limit;
        self.0.verification_gas_limit = gas.verification_gas_limit;
        self.0.pre_verification_gas = gas.pre_verification_gas;
        self.0.max_fee_per_gas = gas.max_fee_per_gas;
        self.0.max_priority_fee_per_gas = gas.max_priority_fee_per_gas;
        self.0.paymaster = paymaster;
        Priced(self.0)
    }
}

impl Priced {
    /// The operation, stub signature and all, for a paymaster's last word.
    #[must_use]
    pub const fn operation(&self) -> &UserOperation {
        &self.0
    }

    /// Binds it to a chain and an EntryPoint 0.7, takes the hash and empties the signature.
    #[must_use]
    pub fn seal(mut self, entry_point: Address, chain_id: u64) -> Sealed {
        self.0.signature = Bytes::new();
        let hash = self.0.hash(entry_point, chain_id);
        Bound { operation: self.0, entry_point, chain_id, hash, stage: PhantomData }
    }
}

impl<S> Bound<S> {
    /// The operation: while [`Sealed`] with an empty signature, when [`Signed`] as it is sent.
    #[must_use]
    pub const fn operation(&self) -> &UserOperation {
        &self.operation
    }

    /// Its `userOpHash`: what is to be signed, and by which it is found again.
    #[must_use]
    pub const fn hash(&self) -> B256 {
        self.hash
    }

    /// EIP-155 chain id.
    #[must_use]
    pub const fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// The EntryPoint it is for.
    #[must_use]
    pub const fn entry_point(&self) -> Address {
        self.entry_point
    }
}

impl Sealed {
    /// Attaches the signature field (see [`crate::kernel::signature`]).
    #[must_use]
    pub fn sign(self, signature: Bytes) -> Signed {
        let Self { mut operation, entry_point, chain_id, hash, .. } = self;
        operation.signature = signature;
        Bound { operation, entry_point, chain_id, hash, stage: PhantomData }
    }
}
