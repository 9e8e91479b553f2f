//! The events an operation leaves behind, by which keys can be found on a chain (spec 9.1).
//!
//! Why: enabling shows the validation id in one event alone, ending a key in none.
//! Refuses: events of foreign contracts, and the arguments of the EntryPoint's own.

use alloy_primitives::{Address, B256, FixedBytes, keccak256};

use crate::permission::ValidationId;

/// One event and who emitted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// The contract.
    pub emitter: Address,
    /// What it said.
    pub event: Event,
}

/// The events of the account, its root validator and the EntryPoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The account has this root.
    RootValidatorUpdated {
        /// The root.
        root: ValidationId,
    },
    /// A validator took an owner for the account.
    OwnerRegistered {
        /// The account.
        account: Address,
        /// Its owner.
        owner: Address,
    },
    /// A module was installed (types: 1 validator, 5 policy, 6 signer).
    ModuleInstalled {
        /// ERC-7579 module type.
        module_type: u8,
        /// The module.
        module: Address,
    },
    /// A module was asked to forget.
    ModuleUninstallResult {
        /// The module.
        module: Address,
    },
    /// A module was removed.
    ModuleUninstalled {
        /// ERC-7579 module type.
        module_type: u8,
        /// The module.
        module: Address,
    },
    /// A validation may call a function: the only event with a validation id.
    SelectorSet {
        /// The function.
        selector: FixedBytes<4>,
        /// The validation.
        validation_id: ValidationId,
        /// Granted or taken.
        allowed: bool,
    },
    /// EntryPoint: the account exists.
    AccountDeployed,
    /// EntryPoint: the account paid ahead for its gas.
    Deposited,
    /// EntryPoint: validation is over.
    BeforeExecution,
    /// EntryPoint: the operation ran.
    UserOperation,
}

impl Event {
    /// As the contract declares it.
    #[must_use]
    pub const fn signature(&self) -> &'static str {
        match self {
            Self::RootValidatorUpdated { .. } => "RootValidatorUpdated(bytes21)",
            Self::OwnerRegistered { .. } => "OwnerRegistered(address,address)",
            Self::ModuleInstalled { .. } => "ModuleInstalled(uint256,address)",
            Self::ModuleUninstallResult { .. } => "ModuleUninstallResult(address,bool)",
            Self::ModuleUninstalled { .. } => "ModuleUninstalled(uint256,address)",
            Self::SelectorSet { .. } => "SelectorSet(bytes4,bytes21,bool)",
            Self::AccountDeployed => "AccountDeployed(bytes32,address,address,address)",
            Self::Deposited => "Deposited(address,uint256)",
            Self::BeforeExecution => "BeforeExecution()",
            Self::UserOperation => {
                "UserOperationEvent(bytes32,address,address,uint256,bool,uint256,uint256)"
            }
        }
    }

    /// First topic: keccak256 of the signature.
    #[must_use]
    pub fn topic(&self) -> B256 {
        keccak256(self.signature())
    }

    /// The name without its arguments.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.signature().split('(').next().unwrap_or_default()
    }
}
