//! A smart account before it exists: version, root validator, owner and index decide its address.
//!
//! Why: the address is the same on every chain and is funded before it is deployed, so it must be
//! computed here and never asked of a node (spec 1.4, 1.5).
//! Refuses: owners other than an ECDSA key; the wider shapes live in [`root`] and [`legacy`].

pub mod legacy;
pub mod parse;
pub mod root;

use alloy_primitives::{Address, Bytes, U256};
use serde::{Deserialize, Serialize};

use crate::{chain, kernel::version::KernelVersion};
use root::RootInstall;

/// What an account's address is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountSpec {
    /// Kernel version it is deployed with.
    pub version: KernelVersion,
    /// Which contract checks the owner's signatures.
    pub validator: RootValidator,
    /// The owner's address.
    pub owner: Address,
    /// Which of the owner's accounts; 0 is the first.
    pub index: U256,
}

/// Root validators for an ECDSA owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum RootValidator {
    /// One signature, one digest.
    Ecdsa,
    /// One signature over a Merkle root of many digests, on many chains (spec 6).
    MultiChainEcdsa,
}

impl AccountSpec {
    /// The contract that checks the owner's signatures.
    #[must_use]
    pub const fn root_validator_address(&self) -> Address {
        match self.validator {
            RootValidator::Ecdsa => self.version.ecdsa_validator(),
            RootValidator::MultiChainEcdsa => chain::MULTI_CHAIN_ECDSA_VALIDATOR,
        }
    }

    /// Calldata of `initialize`, run once by the factory.
    #[must_use]
    pub fn initialize_calldata(&self) -> Bytes {
        self.root_install().initialize_calldata()
    }

    /// Calldata for [`chain::META_FACTORY`]: `deployWithFactory(factory, createData, index)`.
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
            validator_data: Bytes::copy_from_slice(self.owner.as_slice()),
            hook_data: Bytes::new(),
            init_config: Vec::new(),
            index: self.index,
        }
    }
}
