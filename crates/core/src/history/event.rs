//! One log, read (spec appendix A; what events tell, spec 9.1).
//!
//! Refuses: a log of another contract than the account or the EntryPoint, and one whose topics or
//! data are not exactly those of the event.

use alloy_primitives::{Address, B256, FixedBytes, U256};
use alloy_sol_types::SolEvent;
use serde::{Deserialize, Serialize};

use super::ChainLog;
use crate::abi::{EntryPointEvents, KernelEvents};
use crate::chain::ENTRY_POINT_07;
use crate::kernel::nonce::{self, Validation};
use crate::permission::{PermissionId, ValidationId};

/// Something an account did or something done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountEvent {
    /// An operation ran.
    Operation(OperationEvent),
    /// The EntryPoint made the account.
    Deployed,
    /// A function was given to a validation or taken away; the only event that names one.
    SelectorSet {
        /// Which validation.
        validation_id: ValidationId,
        /// Which function.
        selector: FixedBytes<4>,
        /// Given or taken.
        allowed: bool,
    },
    /// A module came (ERC-7579 type numbers; 5 policy, 6 signer).
    ModuleInstalled {
        /// Type.
        kind: U256,
        /// Which.
        module: Address,
    },
    /// A module went.
    ModuleUninstalled {
        /// Type.
        kind: U256,
        /// Which.
        module: Address,
    },
    /// A module was told to go.
    ModuleUninstallResult {
        /// Which.
        module: Address,
        /// Whether it agreed.
        done: bool,
    },
    /// Another root validator.
    RootChanged {
        /// Which.
        validation_id: ValidationId,
    },
    /// Other code.
    Upgraded {
        /// Which.
        implementation: Address,
    },
}

/// `UserOperationEvent` of the EntryPoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationEvent {
    /// Hash of the operation.
    pub hash: B256,
    /// Its nonce.
    pub nonce: U256,
    /// Who signed, by the nonce.
    pub signer: Signer,
    /// Whether its calls went through.
    pub success: bool,
    /// What it cost, wei; the account's or a paymaster's.
    pub cost: U256,
    /// Who paid for it; zero = the account.
    pub paymaster: Address,
}

/// Who signed an operation, as its nonce names them (spec 2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Signer {
    /// A session key.
    Permission(PermissionId),
    /// The root. The identifier is a lane: the root validator's address by custom, a permission id
    /// padded right in a prepared kill.
    Root(Address),
    /// Another validator.
    Validator(Address),
    /// A type that no Kernel version knows.
    Unknown(u8),
}

impl Signer {
    /// From a nonce.
    #[must_use]
    pub fn of(nonce: U256) -> Self {
        match nonce::decode(nonce).validation {
            Validation::Root { identifier } => Self::Root(identifier),
            Validation::Validator { validator } => Self::Validator(validator),
            Validation::Permission { id } => Self::Permission(id),
            Validation::Unknown { kind } => Self::Unknown(kind),
        }
    }
}

/// First topics of the EntryPoint's events about an account, which is their third topic.
#[must_use]
pub const fn entry_point_topics() -> [B256; 2] {
    [
        EntryPointEvents::UserOperationEvent::SIGNATURE_HASH,
        EntryPointEvents::AccountDeployed::SIGNATURE_HASH,
    ]
}

/// First topics of the account's own events.
#[must_use]
pub const fn kernel_topics() -> [B256; 6] {
    [
        KernelEvents::SelectorSet::SIGNATURE_HASH,
        KernelEvents::ModuleInstalled::SIGNATURE_HASH,
        KernelEvents::ModuleUninstalled::SIGNATURE_HASH,
        KernelEvents::ModuleUninstallResult::SIGNATURE_HASH,
        KernelEvents::RootValidatorUpdated::SIGNATURE_HASH,
        KernelEvents::Upgraded::SIGNATURE_HASH,
    ]
}

/// Reads a log; `None` if it is not about this account, or is no event known here.
#[must_use]
pub fn event(account: Address, log: &ChainLog) -> Option<AccountEvent> {
    if log.address == ENTRY_POINT_07 {
        of_entry_point(account, log)
    } else if log.address == account {
        of_account(log)
    } else {
        None
    }
}

fn read<E: SolEvent>(log: &ChainLog) -> Option<E> {
    if log.topics.first() != Some(&E::SIGNATURE_HASH) {
        return None;
    }
    E::decode_raw_log(log.topics.iter().copied(), &log.data).ok()
}

fn of_entry_point(account: Address, log: &ChainLog) -> Option<AccountEvent> {
    if let Some(made) = read::<EntryPointEvents::AccountDeployed>(log) {
        return (made.sender == account).then_some(AccountEvent::Deployed);
    }
    let ran = read::<EntryPointEvents::UserOperationEvent>(log)?;
    (ran.sender == account).then(|| {
        AccountEvent::Operation(OperationEvent {
            hash: ran.userOpHash,
            nonce: ran.nonce,
            signer: Signer::of(ran.nonce),
            success: ran.success,
            cost: ran.actualGasCost,
            paymaster: ran.paymaster,
        })
    })
}

fn of_account(log: &ChainLog) -> Option<AccountEvent> {
    if let Some(set) = read::<KernelEvents::SelectorSet>(log) {
        let (validation_id, selector) = (set.validationId, set.selector);
        return Some(AccountEvent::SelectorSet { validation_id, selector, allowed: set.allowed });
    }
    if let Some(came) = read::<KernelEvents::ModuleInstalled>(log) {
        let (kind, module) = (came.moduleTypeId, came.module);
        return Some(AccountEvent::ModuleInstalled { kind, module });
    }
    if let Some(went) = read::<KernelEvents::ModuleUninstalled>(log) {
        let (kind, module) = (went.moduleTypeId, went.module);
        return Some(AccountEvent::ModuleUninstalled { kind, module });
    }
    if let Some(told) = read::<KernelEvents::ModuleUninstallResult>(log) {
        let (module, done) = (told.module, told.result);
        return Some(AccountEvent::ModuleUninstallResult { module, done });
    }
    if let Some(root) = read::<KernelEvents::RootValidatorUpdated>(log) {
        return Some(AccountEvent::RootChanged { validation_id: root.rootValidator });
    }
    let code = read::<KernelEvents::Upgraded>(log)?;
    Some(AccountEvent::Upgraded { implementation: code.implementation })
}
