//! The calls behind what happened, from the input of its transaction (spec 2.2, 5.4).
//!
//! Why: an event says that an operation ran, not what it did; and installing by the owner names no
//! validation in any event.
//! Refuses: bundles inside other contracts' calls; then only what the events say is known.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue};

use crate::abi::EntryPoint07;
use crate::kernel::execute::{Call, EXECUTE_USER_OP, decode_execute};
use crate::kernel::install::{AdminCall, Installation, decode_admin};
use crate::kernel::nonce::{self, Mode};
use crate::permission::{Permission, ValidationId};
use crate::user_op::PackedUserOperation;

/// The operations of a `handleOps` call, in order; none if the input is something else.
#[must_use]
pub fn bundled(input: &[u8]) -> Vec<PackedUserOperation> {
    let Ok(call) = EntryPoint07::handleOpsCall::abi_decode(input) else { return Vec::new() };
    call.ops.into_iter().map(PackedUserOperation::from).collect()
}

/// The calls that calldata of an account makes: those of `execute`, or the one to the account itself.
#[must_use]
pub fn calls_of(account: Address, call_data: &[u8]) -> Vec<Call> {
    let plain = call_data.strip_prefix(&EXECUTE_USER_OP).unwrap_or(call_data);
    match decode_execute(plain) {
        Ok(execution) => execution.calls().to_vec(),
        Err(_other) => {
            vec![Call { to: account, value: U256::ZERO, data: plain.to_vec().into() }]
        }
    }
}

/// Native coin, wei, that these calls send away. Of a batch in try mode some may have failed: then
/// this is the most it can have been.
#[must_use]
pub fn native_out(account: Address, calls: &[Call]) -> U256 {
    let away = calls.iter().filter(|call| call.to != account);
    away.fold(U256::ZERO, |sum, call| sum.saturating_add(call.value))
}

/// The permission that an operation in enable mode installs, from its signature (spec 5.4).
#[must_use]
pub fn enabled(nonce: U256, signature: &[u8]) -> Option<Permission> {
    if nonce::decode(nonce).mode != Mode::Enable {
        return None;
    }
    let body = signature.get(20..)?;
    let (data, _, _, _, _) = <(Bytes, Bytes, Bytes, Bytes, Bytes)>::abi_decode_params(body).ok()?;
    Permission::from_enable_data(&data).ok()
}

/// Validations that these calls install in the account, each with its limits where they read.
#[must_use]
pub fn installed_by(account: Address, calls: &[Call]) -> Vec<(ValidationId, Option<Permission>)> {
    let own = calls.iter().filter(|call| call.to == account);
    let installs = own.filter_map(|call| match decode_admin(&call.data)? {
        AdminCall::InstallValidations(all) => Some(all),
        AdminCall::UninstallValidation { .. }
        | AdminCall::InvalidateNonce { .. }
        | AdminCall::ChangeRootValidator { .. }
        | AdminCall::UpgradeTo { .. }
        | AdminCall::InstallModule { .. }
        | AdminCall::UninstallModule { .. }
        | AdminCall::GrantAccess { .. } => None,
    });
    let read =
        |one: Installation| (one.validation_id, Permission::from_enable_data(&one.data).ok());
    installs.flatten().map(read).collect()
}

/// Whether one of these calls ends this validation or a validation of this nonce.
#[must_use]
pub fn ends(account: Address, calls: &[Call], id: ValidationId, nonce: u32) -> bool {
    let own = calls.iter().filter(|call| call.to == account);
    own.filter_map(|call| decode_admin(&call.data)).any(|admin| match admin {
        AdminCall::UninstallValidation { validation_id, .. } => validation_id == id,
        AdminCall::InvalidateNonce { nonce: raised } => raised > nonce,
        AdminCall::InstallValidations(_)
        | AdminCall::ChangeRootValidator { .. }
        | AdminCall::UpgradeTo { .. }
        | AdminCall::InstallModule { .. }
        | AdminCall::UninstallModule { .. }
        | AdminCall::GrantAccess { .. } => false,
    })
}
