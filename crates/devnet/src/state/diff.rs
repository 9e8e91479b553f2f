//! What one block (or one edit) changed: the unit that is applied, undone and written to disk.

use std::collections::BTreeMap;

use alloy_primitives::{Address, Bytes, U256};
use revm::state::{Account, EvmState};
use serde::{Deserialize, Serialize};

use super::World;

/// Changes by account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Diff(pub(crate) BTreeMap<Address, AccountDiff>);

/// The new state of one account. Balance and nonce are always given; code and words only when they changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccountDiff {
    /// New balance in wei.
    pub(crate) balance: U256,
    /// New nonce.
    pub(crate) nonce: u64,
    /// New runtime code; empty means that the code went away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<Bytes>,
    /// New storage words by slot; zero means deleted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) storage: BTreeMap<U256, U256>,
}

impl Diff {
    /// What the EVM says it changed, compared with the world before.
    pub(crate) fn of(world: &World, changed: &EvmState) -> Self {
        let touched = changed.iter().filter(|(_, account)| account.is_touched());
        Self(
            touched
                .map(|(address, account)| (*address, AccountDiff::of(world, *address, account)))
                .collect(),
        )
    }

    /// A change of one account that starts from its present state.
    pub(crate) fn edit(
        world: &World,
        address: Address,
        edit: impl FnOnce(&mut AccountDiff),
    ) -> Self {
        let mut change = AccountDiff::unchanged(world, address);
        edit(&mut change);
        Self(BTreeMap::from([(address, change)]))
    }
}

impl AccountDiff {
    fn unchanged(world: &World, address: Address) -> Self {
        Self { balance: world.balance(address), nonce: world.nonce(address), ..Self::default() }
    }

    fn of(world: &World, address: Address, account: &Account) -> Self {
        // Since Cancun only an account created in the same transaction can be destroyed (EIP-6780):
        // nothing of it was in the world, so its words need no deleting.
        if account.is_selfdestructed() {
            return Self::default();
        }
        let info = &account.info;
        let new_code = (info.code_hash != world.code_hash(address)).then(|| {
            info.code.as_ref().map(revm::bytecode::Bytecode::original_bytes).unwrap_or_default()
        });
        let words =
            account.changed_storage_slots().map(|(slot, word)| (*slot, word.present_value()));
        Self { balance: info.balance, nonce: info.nonce, code: new_code, storage: words.collect() }
    }
}
