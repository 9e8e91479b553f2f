//! `permission.json`: ids, enable data, stubs.

use alloy_primitives::{Address, Bytes, FixedBytes};
use alloy_sol_types::SolValue;
use latchkey_core::{
    permission::{self, Permission, PermissionId, SignerError, SignerKind, ValidationId},
    policy::Policy,
};
use serde::Deserialize;

use super::session::{RecordedPolicy, Session, Signer};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    signer: Signer,
    policies: Vec<RecordedPolicy>,
    flag: FixedBytes<2>,
    permission_id_override: Option<PermissionId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    signer_contract_address: Address,
    signer_data: Bytes,
    policy_id_bytes: Bytes,
    signer_id_bytes: Bytes,
    permission_id_preimage: Bytes,
    permission_id: PermissionId,
    validation_id: ValidationId,
    enable_data: Bytes,
    deinit_data_minimal: Bytes,
    stub_signature: Bytes,
}

pub(crate) fn check(input: Input, want: Output) {
    let session = Session { signer: input.signer, policies: input.policies, flag: input.flag };
    let (permission, key) = session.resolve();
    assert_eq!(permission.signer.contract(), want.signer_contract_address);
    assert_eq!(permission.signer.data(), want.signer_data);
    let entries: Vec<Bytes> = permission.policies.iter().map(Policy::entry).collect();
    let preimage = permission::id_preimage(
        &entries,
        permission.flag,
        permission.signer.contract(),
        &permission.signer.data(),
    );
    assert_eq!(preimage, want.permission_id_preimage);
    let parts = <Vec<Bytes>>::abi_decode(&preimage).unwrap();
    let flag = Bytes::copy_from_slice(input.flag.as_slice());
    assert_eq!(parts, [want.policy_id_bytes, flag, want.signer_id_bytes]);
    let id = input.permission_id_override.unwrap_or_else(|| permission.id());
    assert_eq!(id, want.permission_id);
    assert_eq!(permission::validation_id(id), want.validation_id);
    assert_eq!(permission.enable_data(), want.enable_data);
    assert_eq!(Permission::from_enable_data(&want.enable_data).as_ref(), Ok(&permission));
    let empty = vec![Bytes::new(); permission.policies.len() + 1];
    assert_eq!(empty.abi_encode(), want.deinit_data_minimal);
    let stub = match (&permission.signer.kind(), key) {
        (Ok(SignerKind::Ecdsa) | Err(SignerError::Unknown(_)), Some(_)) => {
            SignerKind::Ecdsa.dummy_permission()
        }
        (Ok(SignerKind::WebAuthn) | Err(SignerError::Unsafe(..)), None) => {
            SignerKind::WebAuthn.dummy_permission()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(stub, want.stub_signature);
}
