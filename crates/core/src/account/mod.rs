//! A smart account before it exists: version, owner and index decide its address.
//!
//! Why: the address is the same on every chain and is funded before it is deployed, so it must be
//! computed here and never asked of a node (spec 1.4, 1.5).
//! Refuses: owners that no new account may have; the wider shapes live in [`root`] and [`legacy`];
//! what is on a chain already is told by [`recognise`].

mod json;
pub mod legacy;
mod located;
mod owner;
pub mod parse;
pub mod recognise;
pub mod root;
#[cfg(test)]
mod tests;

use alloy_primitives::{Address, Bytes, U256};
use serde::{Deserialize, Serialize};

use crate::kernel::version::KernelVersion;
use root::RootInstall;

pub use json::SpecError;
pub use located::Located;
pub use owner::{Owner, RootValidator};

/// What an account's address is made of. In JSON `{version, validator, owner, index}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "json::Record", try_from = "json::Record")]
pub struct AccountSpec {
    /// Kernel version it is deployed with.
    pub version: KernelVersion,
    /// Who owns it, and which contract checks that.
    pub owner: Owner,
    /// Which of the owner's accounts; 0 is the first.
    pub index: U256,
}

impl AccountSpec {
    /// The contract that checks the owner's signatures.
    #[must_use]
    pub const fn root_validator_address(&self) -> Address {
        self.owner.kind().address(self.version)
    }

    /// Calldata of `initialize`, run once by the factory.
    #[must_use]
    pub fn initialize_calldata(&self) -> Bytes {
        self.root_install().initialize_calldata()
    }

    /// Calldata for [`crate::chain::META_FACTORY`]: `deployWithFactory(factory, createData, index)`.
    #[must_use]
    pub fn factory_data(&self) -> Bytes {
        self.root_install().factory_data()
    }

    /// The account's address, on every chain.
    #[must_use]
    pub fn address(&self) -> Address {
        self.root_install().address()
    }

    /// The general form.
    #[must_use]
    pub fn root_install(&self) -> RootInstall {
        RootInstall {
            version: self.version,
            validation_id: root::validator_id(self.root_validator_address()),
            hook: Address::ZERO,
            validator_data: self.owner.data(),
            hook_data: Bytes::new(),
            init_config: Vec::new(),
            index: self.index,
        }
    }
}
