//! Installing and uninstalling validations: the nonce rules and what the modules say (spec 5.3,
//! 5.5, 9.2, 9.7).
//!
//! Refuses: enable data of policies that core cannot decode; the module is named.

use alloy_primitives::{Address, Bytes, FixedBytes};
use alloy_sol_types::SolValue;

use super::account::NO_HOOK;
use super::{Account, Event, HookModule, Log, Revert};
use crate::chain;
use crate::kernel::install::Installation;
use crate::permission::{Permission, PermissionId, SessionSigner, ValidationId};
use crate::policy::{DecodeError, Policy, PolicyFlag};

const VALIDATOR: u8 = 1;
const POLICY: u8 = 5;
const SIGNER: u8 = 6;

impl Account {
    /// `_installValidation`: a validation whose stored nonce is the current one raises the current
    /// one first; then the nonce given must be the current one and above the stored one.
    pub(super) fn install(&mut self, what: &Installation, now: u64) -> Result<(), Revert> {
        let stored = self.validations.entry(what.validation_id).or_default();
        if stored.nonce == self.nonces.current {
            self.nonces.current = self.nonces.current.saturating_add(1);
        }
        if self.nonces.current != what.nonce || stored.nonce >= what.nonce {
            return Err(Revert::named("InvalidNonce"));
        }
        stored.nonce = what.nonce;
        stored.hook = if what.hook.is_zero() { NO_HOOK } else { what.hook };
        self.install_hook(what)?;
        let [kind, identifier @ ..] = what.validation_id.0;
        match kind {
            1 => self.install_validator(Address::from(identifier), &what.data),
            2 => self.install_permission(permission_id(what.validation_id), &what.data, now),
            _ => Err(Revert::named("InvalidValidationType")),
        }
    }

    fn install_validator(&mut self, validator: Address, data: &[u8]) -> Result<(), Revert> {
        let account = self.address;
        let owner = self.modules.install_validator(validator, data, account)?;
        let event = Event::OwnerRegistered { account, owner };
        self.logs.push(Log { emitter: validator, event });
        self.say(Event::ModuleInstalled { module_type: VALIDATOR, module: validator });
        Ok(())
    }

    fn install_permission(
        &mut self,
        id: PermissionId,
        data: &[u8],
        now: u64,
    ) -> Result<(), Revert> {
        let permission = read(data)?;
        for policy in &permission.policies {
            self.modules.install_policy(id, policy, now)?;
            self.say(Event::ModuleInstalled { module_type: POLICY, module: policy.address() });
        }
        self.modules.install_signer(id, &permission)?;
        let module = permission.signer.contract();
        self.say(Event::ModuleInstalled { module_type: SIGNER, module });
        self.permissions.insert(id, permission);
        Ok(())
    }

    /// The first byte of the hook data says whether an initialized hook is initialized again
    /// (spec 5.1). The spending limit hook reads `abi(bytes[])` of `token20 ‖ allowance`.
    fn install_hook(&mut self, what: &Installation) -> Result<(), Revert> {
        if what.hook.is_zero() || what.hook == NO_HOOK {
            return Ok(());
        }
        let unknown = Revert::Unknown { module: what.hook };
        let (flag, data) = what.hook_data.split_first().ok_or(Revert::OutOfBounds)?;
        match self.modules.hook(what.hook).ok_or(unknown)? {
            HookModule::Open => Ok(()),
            HookModule::SpendingLimit { left: Some(_) } if *flag != 0xff => Ok(()),
            HookModule::SpendingLimit { .. } => {
                let entries = Vec::<Bytes>::abi_decode(data).ok().ok_or(Revert::Empty)?;
                let native = entries.iter().find_map(|e| native_allowance(e));
                self.modules.hooks.insert(what.hook, HookModule::SpendingLimit { left: native });
                Ok(())
            }
        }
    }

    /// `uninstallValidation` with so many entries of deinit data.
    pub(super) fn uninstall(&mut self, id: ValidationId, entries: usize) -> Result<(), Revert> {
        if id == self.root {
            return Err(Revert::named("RootValidatorCannotBeRemoved"));
        }
        if let Some(stored) = self.validations.get_mut(&id) {
            stored.hook = Address::ZERO;
        }
        let [kind, identifier @ ..] = id.0;
        if kind != 2 {
            self.modules.owners.remove(&Address::from(identifier));
            return Ok(());
        }
        let id = permission_id(id);
        let held = self.permissions.remove(&id);
        let policies = held.as_ref().map_or(0, |p| p.policies.len());
        if entries != policies.saturating_add(1) {
            return Err(Revert::named("PermissionDataLengthMismatch"));
        }
        let Some(permission) = held else { return Ok(()) };
        self.modules.forget(id, &permission);
        let modules = permission.policies.iter().map(|p| (POLICY, p.address()));
        for (module_type, module) in modules.chain([(SIGNER, permission.signer.contract())]) {
            self.say(Event::ModuleUninstallResult { module });
            self.say(Event::ModuleUninstalled { module_type, module });
        }
        Ok(())
    }
}

/// The permission id inside a validation id of type `0x02`.
pub(super) fn permission_id(id: ValidationId) -> PermissionId {
    let [_, a, b, c, d, ..] = id.0;
    FixedBytes([a, b, c, d])
}

fn native_allowance(entry: &[u8]) -> Option<alloy_primitives::U256> {
    let (token, allowance) = entry.split_first_chunk::<20>()?;
    let allowance = allowance.first_chunk::<32>()?;
    token.iter().all(|byte| *byte == 0).then(|| alloy_primitives::U256::from_be_bytes(*allowance))
}

/// Reads enable data (spec 4.1): policies, then the signer.
fn read(data: &[u8]) -> Result<Permission, Revert> {
    let entries = Vec::<Bytes>::abi_decode(data).ok().ok_or(Revert::Empty)?;
    let Some((signer, policies)) = entries.split_last().filter(|_| entries.len() <= 254) else {
        return Err(Revert::named("PolicyDataTooLarge"));
    };
    let policies = policies.iter().map(|entry| {
        let (flag, contract, data) = split(entry)?;
        Policy::decode(contract, flag, data).map_err(|why: DecodeError| unread(contract, &why))
    });
    let policies = policies.collect::<Result<_, _>>()?;
    let (flag, contract, data) = split(signer)?;
    let flag = PolicyFlag::try_from(flag).map_err(|why| unread(contract, &why))?;
    let signer = if contract == chain::ECDSA_SIGNER && data.len() == 20 {
        SessionSigner::Ecdsa(Address::from_slice(data))
    } else {
        SessionSigner::Foreign { contract, data: Bytes::copy_from_slice(data) }
    };
    Ok(Permission { flag, policies, signer })
}

const fn unread(module: Address, _why: &DecodeError) -> Revert {
    Revert::Unknown { module }
}

fn split(entry: &[u8]) -> Result<(u16, Address, &[u8]), Revert> {
    let (flag, rest) = entry.split_first_chunk::<2>().ok_or(Revert::OutOfBounds)?;
    let (contract, data) = rest.split_first_chunk::<20>().ok_or(Revert::OutOfBounds)?;
    Ok((u16::from_be_bytes(*flag), Address::from(*contract), data))
}
