//! The account and what is stored of each validation (spec 1.4, 9.1).
//!
//! Refuses: an account without a root; it is either counterfactual or an EIP-7702 delegation.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, FixedBytes, U256, aliases::U192};

use super::{Event, HookModule, Log, Modules};
use crate::account::root::RootInstall;
use crate::kernel::version::KernelVersion;
use crate::permission::{Permission, PermissionId, ValidationId};
use crate::plan::Nonces;

/// A Kernel account on one chain, with everything its answers depend on.
#[derive(Debug, Clone)]
pub struct Account {
    pub(super) address: Address,
    pub(super) chain_id: u64,
    pub(super) version: KernelVersion,
    /// How it is created; `None` for an EIP-7702 delegation, which needs no creation.
    pub(super) install: Option<RootInstall>,
    pub(super) deployed: bool,
    pub(super) root: ValidationId,
    pub(super) nonces: Nonces,
    pub(super) validations: BTreeMap<ValidationId, Stored>,
    pub(super) permissions: BTreeMap<PermissionId, Permission>,
    pub(super) modules: Modules,
    pub(super) sequences: BTreeMap<U192, u64>,
    pub(super) balance: U256,
    pub(super) logs: Vec<Log>,
}

/// What the account stores of one validation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// Nonce it was installed with; 0 = never.
    pub nonce: u32,
    /// Zero = not installed, 1 = without a hook.
    pub hook: Address,
    /// Functions it may call; never cleared.
    pub selectors: BTreeSet<FixedBytes<4>>,
}

/// Stored in place of a hook where there is none.
pub(super) const NO_HOOK: Address = Address::with_last_byte(1);

impl Account {
    /// An account that does not exist yet.
    #[must_use]
    pub fn undeployed(install: RootInstall, chain_id: u64) -> Self {
        Self {
            address: install.address(),
            chain_id,
            version: install.version,
            deployed: false,
            install: Some(install),
            root: ValidationId::ZERO,
            nonces: Nonces { current: 0, valid_from: 0 },
            validations: BTreeMap::new(),
            permissions: BTreeMap::new(),
            modules: Modules::default(),
            sequences: BTreeMap::new(),
            balance: U256::MAX,
            logs: Vec::new(),
        }
    }

    /// A plain account that delegates to Kernel 0.3.3 (EIP-7702) and was never used as one: its root
    /// is empty and its nonce 0 (spec 5.3).
    #[must_use]
    pub fn delegated(owner: Address, chain_id: u64) -> Self {
        let version = KernelVersion::V0_3_3;
        let install = RootInstall {
            version,
            validation_id: ValidationId::ZERO,
            hook: Address::ZERO,
            validator_data: owner.to_vec().into(),
            hook_data: alloy_primitives::Bytes::new(),
            init_config: Vec::new(),
            index: U256::ZERO,
        };
        Self {
            address: owner,
            install: None,
            deployed: true,
            ..Self::undeployed(install, chain_id)
        }
    }

    /// Gives it native coin; without this it never runs out.
    #[must_use]
    pub const fn with_balance(mut self, wei: U256) -> Self {
        self.balance = wei;
        self
    }

    /// Says what a hook contract is. Unknown ones are not answered for.
    #[must_use]
    pub fn with_hook(mut self, contract: Address, hook: HookModule) -> Self {
        self.modules.hooks.insert(contract, hook);
        self
    }

    /// Its address.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Version of its implementation.
    #[must_use]
    pub const fn version(&self) -> KernelVersion {
        self.version
    }

    /// Whether it exists.
    #[must_use]
    pub const fn deployed(&self) -> bool {
        self.deployed
    }

    /// `rootValidator()`.
    #[must_use]
    pub const fn root(&self) -> ValidationId {
        self.root
    }

    /// `currentNonce()` and `validNonceFrom()`; an account that does not exist has what it will be
    /// created with.
    #[must_use]
    pub const fn nonces(&self) -> Nonces {
        if self.deployed { self.nonces } else { Nonces::FRESH }
    }

    /// `validationConfig(id)` and what it may call.
    #[must_use]
    pub fn validation(&self, id: ValidationId) -> Stored {
        self.validations.get(&id).cloned().unwrap_or_default()
    }

    /// `permissionConfig(id)`: signer, policies and flag, while installed.
    #[must_use]
    pub fn permission(&self, id: PermissionId) -> Option<&Permission> {
        self.permissions.get(&id)
    }

    /// What its modules remember.
    #[must_use]
    pub const fn modules(&self) -> &Modules {
        &self.modules
    }

    /// The sequence the EntryPoint expects next for a nonce key.
    #[must_use]
    pub fn sequence(&self, key: U192) -> u64 {
        self.sequences.get(&key).copied().unwrap_or_default()
    }

    /// The events since this was last asked.
    pub fn take_logs(&mut self) -> Vec<Log> {
        std::mem::take(&mut self.logs)
    }

    pub(super) fn say(&mut self, event: Event) {
        self.logs.push(Log { emitter: self.address, event });
    }
}
