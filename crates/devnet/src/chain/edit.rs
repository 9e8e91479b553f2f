//! Changes that no transaction made: what development tools may set directly.

use alloy_primitives::{Address, Bytes, U256};

use super::{Chain, ChainError};
use crate::{persist::Record, state::Diff};

impl Chain {
    /// Sets a native balance, in wei.
    ///
    /// # Errors
    /// When the journal cannot be written; so do the other three.
    pub(crate) fn set_balance(
        &mut self,
        address: Address,
        balance: U256,
    ) -> Result<(), ChainError> {
        self.edit(Diff::edit(&self.world, address, |change| change.balance = balance))
    }

    /// Sets a nonce.
    pub(crate) fn set_nonce(&mut self, address: Address, nonce: u64) -> Result<(), ChainError> {
        self.edit(Diff::edit(&self.world, address, |change| change.nonce = nonce))
    }

    /// Sets runtime code.
    pub(crate) fn set_code(&mut self, address: Address, code: Bytes) -> Result<(), ChainError> {
        self.edit(Diff::edit(&self.world, address, |change| change.code = Some(code)))
    }

    /// Sets one storage word.
    pub(crate) fn set_slot(
        &mut self,
        address: Address,
        slot: U256,
        value: U256,
    ) -> Result<(), ChainError> {
        self.edit(Diff::edit(&self.world, address, |change| {
            change.storage.insert(slot, value);
        }))
    }

    /// Moves the clock by seconds and returns how far it is from its source.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub(crate) fn advance_clock(&mut self, seconds: i64) -> Result<i64, ChainError> {
        let offset = self.clock.advance(seconds);
        self.record(&Record::Clock { offset })?;
        Ok(offset)
    }

    fn edit(&mut self, diff: Diff) -> Result<(), ChainError> {
        let record = Record::Edit { diff };
        self.record(&record)?;
        if let Record::Edit { diff } = record {
            self.accept_edit(&diff);
        }
        Ok(())
    }

    /// Applies a recorded edit.
    pub(super) fn accept_edit(&mut self, diff: &Diff) {
        let undo = self.world.apply(diff);
        self.remember_edit(undo);
    }
}
