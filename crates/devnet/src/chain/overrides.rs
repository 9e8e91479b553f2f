//! State overrides: what a question may pretend.

use alloy_primitives::{Address, B256, U256};
use alloy_rpc_types_eth::state::{AccountOverride, StateOverride};
use revm::bytecode::Bytecode;

use super::View;

/// An override that cannot be pretended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OverrideError {
    /// Precompiles stay where they are.
    #[error("a state override cannot move a precompile here")]
    Precompile,
    /// The code is a delegation (EIP-7702) that does not read.
    #[error("the code of {0} in the state override does not read")]
    Code(Address),
}

impl View<'_> {
    /// The same view with these overrides.
    ///
    /// # Errors
    /// When one of them is not possible here.
    pub(crate) fn pretend(mut self, overrides: &StateOverride) -> Result<Self, OverrideError> {
        for (address, change) in overrides {
            self.pretend_account(*address, change)?;
        }
        Ok(self)
    }

    /// Gives an account this balance, in wei.
    pub(crate) fn pretend_balance(&mut self, address: Address, balance: U256) {
        let change = AccountOverride { balance: Some(balance), ..AccountOverride::default() };
        // Only code and precompiles can be refused.
        let _ = self.pretend_account(address, &change);
    }

    fn pretend_account(
        &mut self,
        address: Address,
        change: &AccountOverride,
    ) -> Result<(), OverrideError> {
        if change.move_precompile_to.is_some() {
            return Err(OverrideError::Precompile);
        }
        let state = &mut self.state;
        let account = state.load_account(address).unwrap_or_else(|never| match never {});
        let mut info = account.info.clone();
        info.balance = change.balance.unwrap_or(info.balance);
        info.nonce = change.nonce.unwrap_or(info.nonce);
        if let Some(code) = &change.code {
            let code = Bytecode::new_raw_checked(code.clone())
                .map_err(|_bad| OverrideError::Code(address))?;
            info.code_hash = code.hash_slow();
            info.code = Some(code);
        }
        state.insert_account_info(address, info);
        if let Some(all) = &change.state {
            let words = all.iter().map(word).collect();
            state.replace_account_storage(address, words).unwrap_or_else(|never| match never {});
        }
        for (slot, value) in change.state_diff.iter().flatten().map(word) {
            state
                .insert_account_storage(address, slot, value)
                .unwrap_or_else(|never| match never {});
        }
        Ok(())
    }
}

fn word((slot, value): (&B256, &B256)) -> (U256, U256) {
    (U256::from_be_bytes(slot.0), U256::from_be_bytes(value.0))
}
