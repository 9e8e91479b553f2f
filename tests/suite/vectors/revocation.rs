//! `revocation.json`: calldata that ends keys.

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolValue;
use latchkey_core::{
    account::AccountSpec,
    chain,
    kernel::{
        execute::{self, Call, ExecMode},
        install::{self, AdminCall, Installation},
        nonce,
        version::KernelVersion,
    },
    permission::{Permission, PermissionId, ValidationId},
    user_op::UserOperation,
};
use serde::Deserialize;

use super::{execute::CallInput, keys, operation::RootKind, session::Session};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    chain_id: u64,
    kernel_version: KernelVersion,
    root_validator_kind: RootKind,
    account: Address,
    owner_private_key: B256,
    session: Session,
    nonce_to_set: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    permission_id: PermissionId,
    validation_id: ValidationId,
    deinit_data_sdk: Bytes,
    deinit_data_minimal: Bytes,
    sdk_uninstall_plugin: Sent,
    sdk_invalidate_nonce: Sent,
    uninstall_validation_calldata_minimal: Bytes,
    invalidate_nonce_calldata: Bytes,
    tombstone_batch: Batch,
    combined_kill: Batch,
    grant_access_calldata: Bytes,
    init_config: Vec<Bytes>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Sent {
    call_data: Bytes,
    nonce: U256,
    signature: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Batch {
    #[serde(rename = "note")]
    _note: String,
    calls: Option<Vec<CallInput>>,
    call_data: Bytes,
}

/// One recorded account, and how to call it.
struct Place {
    account: Address,
    spec: AccountSpec,
    chain_id: u64,
    owner_key: B256,
}

pub(crate) fn check(input: Input, want: Output) {
    let (permission, _) = input.session.resolve();
    let id = permission.validation_id();
    assert_eq!((permission.id(), id), (want.permission_id, want.validation_id));
    let place = Place {
        account: input.account,
        spec: AccountSpec {
            version: input.kernel_version,
            owner: input.root_validator_kind.owner(keys::address(input.owner_private_key)),
            index: U256::ZERO,
        },
        chain_id: input.chain_id,
        owner_key: input.owner_private_key,
    };
    let entries = permission.policies.len() + 1;
    let uninstall = install::uninstall_validation(id, entries);
    assert_eq!(uninstall, want.uninstall_validation_calldata_minimal);
    let decoded = AdminCall::UninstallValidation { validation_id: id, entries };
    assert_eq!(install::decode_admin(&uninstall), Some(decoded));
    assert_eq!(vec![Bytes::new(); entries].abi_encode(), want.deinit_data_minimal);
    let invalidate = install::invalidate_nonce(input.nonce_to_set);
    assert_eq!(invalidate, want.invalidate_nonce_calldata);
    assert_eq!(install::grant_access(id, false), want.grant_access_calldata);

    assert_eq!(permission.enable_data(), want.deinit_data_sdk);
    let reference = install::uninstall_with(id, want.deinit_data_sdk);
    place.sent(&[place.call(reference)], want.sdk_uninstall_plugin);
    place.sent(&[place.call(invalidate.clone())], want.sdk_invalidate_nonce);

    let kill = [place.call(uninstall), place.call(invalidate)];
    assert!(want.combined_kill.calls.is_none());
    assert_eq!(execute::encode_execute(&kill, ExecMode::Default), want.combined_kill.call_data);
    let tombstone = install::tombstone_calls(place.account, id, input.nonce_to_set - 1);
    let calls = want.tombstone_batch.calls.unwrap();
    assert_eq!(tombstone.to_vec(), calls.into_iter().map(Call::from).collect::<Vec<_>>());
    let batch = execute::encode_execute(&tombstone, ExecMode::Default);
    assert_eq!(batch, want.tombstone_batch.call_data);
    assert_eq!(init_config(&permission), want.init_config);
}

/// Self-calls that install a permission while the account is deployed (spec 5.5).
fn init_config(permission: &Permission) -> Vec<Bytes> {
    let install = install::install_validations(&[Installation {
        validation_id: permission.validation_id(),
        nonce: 1,
        hook: Address::ZERO,
        data: permission.enable_data(),
        hook_data: Bytes::new(),
    }]);
    let grant = install::grant_access(permission.validation_id(), true);
    let implementation = KernelVersion::V0_3_3.implementation();
    vec![install, execute::encode_delegatecall(implementation, grant, ExecMode::Default)]
}

impl Place {
    const fn call(&self, data: Bytes) -> Call {
        Call { to: self.account, value: U256::ZERO, data }
    }

    /// The recorded owner operation: its calldata, its nonce, and its signature over the
    /// operation with the recorder's fixed gas.
    fn sent(&self, calls: &[Call], want: Sent) {
        let operation = UserOperation {
            sender: self.account,
            nonce: nonce::full(nonce::root_key(self.spec.root_validator_address(), 0), 0),
            factory: None,
            factory_data: Bytes::new(),
            call_data: want.call_data.clone(),
            call_gas_limit: 150_000,
            verification_gas_limit: 6_000_000,
            pre_verification_gas: U256::from(51_000),
            max_fee_per_gas: 2_000_000_000,
            max_priority_fee_per_gas: 1_000_000_000,
            paymaster: None,
            signature: Bytes::new(),
        };
        assert_eq!(operation.nonce, want.nonce);
        let [call] = calls else { panic!("one call") };
        let wrapped = execute::encode_execute(calls, ExecMode::Default);
        assert!(*want.call_data == *wrapped || want.call_data == call.data);
        let hash = operation.hash(chain::ENTRY_POINT_07, self.chain_id);
        assert_eq!(keys::bytes(keys::personal(self.owner_key, hash)), want.signature);
    }
}
