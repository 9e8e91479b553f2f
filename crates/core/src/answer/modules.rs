//! What modules remember of an account (spec 4.3, 9.7).
//!
//! Why: uninstalling does not make a module forget; most policies never take the same permission
//! again, and a validator has an owner for an account or it has not.
//! Refuses: validators other than the two ECDSA ones; their owner is not known here.

use std::collections::BTreeMap;

use alloy_primitives::Address;

use super::{HookModule, Revert, tally};
use crate::chain;
use crate::permission::{Permission, PermissionId};
use crate::policy::check::Facts;
use crate::policy::{Policy, PolicyKind};

/// The modules' storage for one account.
#[derive(Debug, Clone, Default)]
pub struct Modules {
    pub(super) policies: BTreeMap<(Address, PermissionId), Status>,
    pub(super) signers: BTreeMap<(Address, PermissionId), Vec<u8>>,
    pub(super) owners: BTreeMap<Address, Address>,
    pub(super) hooks: BTreeMap<Address, HookModule>,
    pub(super) counters: BTreeMap<PermissionId, Facts>,
}

/// A policy's status for one permission; absent = never installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// In use.
    Live,
    /// Uninstalled.
    Deprecated,
}

impl Modules {
    /// What the counting policies of a permission have left; nothing counted before its install.
    #[must_use]
    pub fn counters(&self, id: PermissionId, account: Address, now: u64) -> Facts {
        let fresh = Facts::fresh(account, now);
        self.counters.get(&id).map_or(fresh, |held| Facts { account, now_unix_secs: now, ..*held })
    }

    /// The hook, as far as it is known.
    #[must_use]
    pub fn hook(&self, contract: Address) -> Option<HookModule> {
        self.hooks.get(&contract).copied()
    }

    /// A policy's `onInstall`.
    pub(super) fn install_policy(
        &mut self,
        id: PermissionId,
        policy: &Policy,
        now: u64,
    ) -> Result<(), Revert> {
        let place = (policy.address(), id);
        let held = self.policies.get(&place);
        let refused = match &policy.kind {
            PolicyKind::Sudo => return Ok(()),
            PolicyKind::RateLimit(rate) if rate.reset => held == Some(&Status::Live),
            PolicyKind::RateLimit(_)
            | PolicyKind::Call(_)
            | PolicyKind::Gas(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::SignatureCaller(_) => held.is_some(),
        };
        if refused {
            return Err(Revert::Empty);
        }
        self.policies.insert(place, Status::Live);
        let counters = self.counters.entry(id).or_insert(Facts::fresh(Address::ZERO, now));
        tally::install(counters, policy, now);
        Ok(())
    }

    /// A signer's `onInstall`: its place must be free.
    pub(super) fn install_signer(
        &mut self,
        id: PermissionId,
        permission: &Permission,
    ) -> Result<(), Revert> {
        let module = permission.signer.contract();
        if module != chain::ECDSA_SIGNER {
            return Err(Revert::Unknown { module });
        }
        let place = (module, id);
        if self.signers.contains_key(&place) {
            return Err(Revert::Empty);
        }
        self.signers.insert(place, permission.signer.data().to_vec());
        Ok(())
    }

    /// `onUninstall` of every module of a permission.
    pub(super) fn forget(&mut self, id: PermissionId, permission: &Permission) {
        for policy in &permission.policies {
            if let Some(status) = self.policies.get_mut(&(policy.address(), id)) {
                *status = Status::Deprecated;
            }
        }
        self.signers.remove(&(permission.signer.contract(), id));
    }

    /// A validator's `onInstall`.
    pub(super) fn install_validator(
        &mut self,
        validator: Address,
        data: &[u8],
        account: Address,
    ) -> Result<Address, Revert> {
        if !is_ecdsa(validator) {
            return Err(Revert::Unknown { module: validator });
        }
        if self.owners.contains_key(&validator) {
            return Err(Revert::AlreadyInitialized { account });
        }
        let owner = data.get(..20).map(Address::from_slice).ok_or(Revert::Empty)?;
        self.owners.insert(validator, owner);
        Ok(owner)
    }
}

/// The validators whose owner is 20 bytes (spec 1.2).
pub(super) fn is_ecdsa(validator: Address) -> bool {
    [chain::ECDSA_VALIDATOR_030, chain::ECDSA_VALIDATOR, chain::MULTI_CHAIN_ECDSA_VALIDATOR]
        .contains(&validator)
}
