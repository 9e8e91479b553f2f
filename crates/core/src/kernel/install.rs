//! Owner calls that install, end or block validations (spec 5.5, 9.2, 9.4), and their reading back.
//!
//! Why: revocation is made of these; what a self-call does must be shown before it is signed.
//! Refuses: on reading, any encoding that does not come back byte for byte.

use alloy_primitives::{Address, Bytes, FixedBytes, U256, address};
use alloy_sol_types::{SolCall, SolValue};

use super::{enable::EXECUTE_SELECTOR, execute::Call};
use crate::{
    abi::{InstallConfig, Kernel},
    chain,
};

const DEAD: Address = address!("000000000000000000000000000000000000dEaD");

/// One validation to install without an approval signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Which (spec 1.3).
    pub validation_id: FixedBytes<21>,
    /// Validation nonce it is stored with.
    pub nonce: u32,
    /// Hook, or zero for none.
    pub hook: Address,
    /// Enable data (spec 4.1), or a validator's init data.
    pub data: Bytes,
    /// Empty without a hook.
    pub hook_data: Bytes,
}

/// What a call of the account to itself does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminCall {
    /// Ends one validation.
    UninstallValidation {
        /// Which.
        validation_id: FixedBytes<21>,
        /// Entries of the deinit data; must be the policies plus one.
        entries: usize,
    },
    /// Ends everything installed or approved below a validation nonce.
    InvalidateNonce {
        /// The first nonce that stays valid.
        nonce: u32,
    },
    /// Installs validations.
    InstallValidations(Vec<Installation>),
    /// Gives the account to another owner.
    ChangeRootValidator {
        /// The new root.
        validation_id: FixedBytes<21>,
        /// Its hook.
        hook: Address,
        /// Its init data; for ECDSA roots the owner's 20 bytes.
        data: Bytes,
    },
    /// Replaces the account's code.
    UpgradeTo {
        /// By this contract.
        implementation: Address,
    },
    /// Installs a module (ERC-7579).
    InstallModule {
        /// ERC-7579 module type.
        module_type: U256,
        /// The module.
        module: Address,
    },
    /// Removes a module (ERC-7579).
    UninstallModule {
        /// ERC-7579 module type.
        module_type: U256,
        /// The module.
        module: Address,
    },
    /// Grants or takes one function from one validation (0.3.3).
    GrantAccess {
        /// Which validation.
        validation_id: FixedBytes<21>,
        /// Which function.
        selector: FixedBytes<4>,
        /// Granted or taken.
        allow: bool,
    },
}

/// `uninstallValidation` with `entries` empty entries: the permission's policies plus one.
#[must_use]
pub fn uninstall_validation(validation_id: FixedBytes<21>, entries: usize) -> Bytes {
    uninstall_with(validation_id, vec![Bytes::new(); entries].abi_encode().into())
}

/// `uninstallValidation` with deinit data of the caller's choice.
#[must_use]
pub fn uninstall_with(id: FixedBytes<21>, deinit_data: Bytes) -> Bytes {
    Kernel::uninstallValidationCall { id, deinitData: deinit_data, hookDeinitData: Bytes::new() }
        .abi_encode()
        .into()
}

/// `invalidateNonce(nonce)`. Only `nonce > currentNonce` ends anything, and the contract refuses
/// `nonce > currentNonce + 10` (spec 9.2).
#[must_use]
pub fn invalidate_nonce(nonce: u32) -> Bytes {
    Kernel::invalidateNonceCall { nonce }.abi_encode().into()
}

/// `installValidations`.
#[must_use]
pub fn install_validations(installations: &[Installation]) -> Bytes {
    let config = |i: &Installation| InstallConfig { nonce: i.nonce, hook: i.hook };
    Kernel::installValidationsCall {
        ids: installations.iter().map(|i| i.validation_id).collect(),
        configs: installations.iter().map(config).collect(),
        validationData: installations.iter().map(|i| i.data.clone()).collect(),
        hookData: installations.iter().map(|i| i.hook_data.clone()).collect(),
    }
    .abi_encode()
    .into()
}

/// `grantAccess(vId, execute, allow)` (0.3.3 only): pauses an installed key or resumes it.
#[must_use]
pub fn grant_access(id: FixedBytes<21>, allow: bool) -> Bytes {
    Kernel::grantAccessCall { id, selector: EXECUTE_SELECTOR, allow }.abi_encode().into()
}

/// The two calls that kill exactly one approved, never installed key (spec 9.4): install a
/// permission nobody can sign for under its id, then uninstall it. `nonce` must be the current
/// digest nonce, equal to the one the approval was signed for.
#[must_use]
pub fn tombstone_calls(account: Address, validation_id: FixedBytes<21>, nonce: u32) -> [Call; 2] {
    let entry = [&[0x00, 0x03], chain::ECDSA_SIGNER.as_slice(), DEAD.as_slice()].concat();
    let install = install_validations(&[Installation {
        validation_id,
        nonce,
        hook: Address::ZERO,
        data: vec![Bytes::from(entry)].abi_encode().into(),
        hook_data: Bytes::new(),
    }]);
    [install, uninstall_validation(validation_id, 1)].map(|data| Call {
        to: account,
        value: U256::ZERO,
        data,
    })
}

/// Reads a call of the account to itself; `None` for anything not named in [`AdminCall`], or not
/// encoded plainly.
#[must_use]
pub fn decode_admin(data: &[u8]) -> Option<AdminCall> {
    match *data.first_chunk::<4>()? {
        Kernel::uninstallValidationCall::SELECTOR => {
            let call = plain::<Kernel::uninstallValidationCall>(data)?;
            let entries = <Vec<Bytes>>::abi_decode(&call.deinitData).ok()?.len();
            Some(AdminCall::UninstallValidation { validation_id: call.id, entries })
        }
        Kernel::invalidateNonceCall::SELECTOR => {
            let call = plain::<Kernel::invalidateNonceCall>(data)?;
            Some(AdminCall::InvalidateNonce { nonce: call.nonce })
        }
        Kernel::installValidationsCall::SELECTOR => decode_install(data),
        Kernel::changeRootValidatorCall::SELECTOR => {
            let call = plain::<Kernel::changeRootValidatorCall>(data)?;
            Some(AdminCall::ChangeRootValidator {
                validation_id: call.id,
                hook: call.hook,
                data: call.validatorData,
            })
        }
        _ => decode_module(data),
    }
}

fn decode_install(data: &[u8]) -> Option<AdminCall> {
    let call = plain::<Kernel::installValidationsCall>(data)?;
    let count = call.ids.len();
    let lengths = [call.configs.len(), call.validationData.len(), call.hookData.len()];
    if lengths.iter().any(|&length| length != count) {
        return None;
    }
    let configs = call.ids.into_iter().zip(call.configs);
    let bodies = call.validationData.into_iter().zip(call.hookData);
    let installations = configs.zip(bodies).map(|((validation_id, config), (data, hook_data))| {
        Installation { validation_id, nonce: config.nonce, hook: config.hook, data, hook_data }
    });
    Some(AdminCall::InstallValidations(installations.collect()))
}

fn decode_module(data: &[u8]) -> Option<AdminCall> {
    match *data.first_chunk::<4>()? {
        Kernel::upgradeToCall::SELECTOR => {
            let call = plain::<Kernel::upgradeToCall>(data)?;
            Some(AdminCall::UpgradeTo { implementation: call.implementation })
        }
        Kernel::installModuleCall::SELECTOR => {
            let call = plain::<Kernel::installModuleCall>(data)?;
            Some(AdminCall::InstallModule { module_type: call.moduleType, module: call.module })
        }
        Kernel::uninstallModuleCall::SELECTOR => {
            let call = plain::<Kernel::uninstallModuleCall>(data)?;
            Some(AdminCall::UninstallModule { module_type: call.moduleType, module: call.module })
        }
        Kernel::grantAccessCall::SELECTOR => {
            let call = plain::<Kernel::grantAccessCall>(data)?;
            Some(AdminCall::GrantAccess {
                validation_id: call.id,
                selector: call.selector,
                allow: call.allow,
            })
        }
        _ => None,
    }
}

fn plain<C: SolCall>(data: &[u8]) -> Option<C> {
    let call = C::abi_decode(data).ok()?;
    (call.abi_encode() == data).then_some(call)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn admin_calls_come_back(id: [u8; 21], nonce: u32, entries in 0usize..5, allow: bool) {
            let validation_id = FixedBytes(id);
            prop_assert_eq!(
                decode_admin(&uninstall_validation(validation_id, entries)),
                Some(AdminCall::UninstallValidation { validation_id, entries })
            );
            prop_assert_eq!(
                decode_admin(&invalidate_nonce(nonce)),
                Some(AdminCall::InvalidateNonce { nonce })
            );
            let selector = EXECUTE_SELECTOR;
            prop_assert_eq!(
                decode_admin(&grant_access(validation_id, allow)),
                Some(AdminCall::GrantAccess { validation_id, selector, allow })
            );
            let [install, _] = tombstone_calls(Address::ZERO, validation_id, nonce);
            let Some(AdminCall::InstallValidations(found)) = decode_admin(&install.data) else {
                return Err(TestCaseError::fail("the tombstone does not decode"));
            };
            prop_assert_eq!(install_validations(&found), install.data);
        }

        #[test]
        fn no_bytes_panic(data in prop::collection::vec(any::<u8>(), 0..200), pick in 0usize..8) {
            let selectors = [
                Kernel::uninstallValidationCall::SELECTOR, Kernel::invalidateNonceCall::SELECTOR,
                Kernel::installValidationsCall::SELECTOR, Kernel::changeRootValidatorCall::SELECTOR,
                Kernel::upgradeToCall::SELECTOR, Kernel::installModuleCall::SELECTOR,
                Kernel::uninstallModuleCall::SELECTOR, Kernel::grantAccessCall::SELECTOR,
            ];
            let _ = decode_admin(&data);
            let _ = decode_admin(&[selectors[pick].as_slice(), &data].concat());
        }
    }
}
