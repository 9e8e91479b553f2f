//! `enable_typed_data.json`: what an owner signs to approve a key.

use alloy_primitives::{Address, B256, Bytes, FixedBytes};
use latchkey_core::{
    chain,
    kernel::{
        enable::{self, EnableApproval},
        version::KernelVersion,
    },
    permission::Permission,
};
use serde::Deserialize;

use super::{account::Hook, keys, session::Session};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    chain_id: u64,
    kernel_version: KernelVersion,
    account: Address,
    owner_private_key: B256,
    validation_nonce: u32,
    session: Session,
    hook: Option<Hook>,
    action: Option<Action>,
}

/// Another function than `execute`, granted to a key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Action {
    address: Address,
    selector: FixedBytes<4>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    domain: Domain,
    message: Message,
    primary_type: String,
    domain_separator: B256,
    struct_hash: B256,
    digest: B256,
    enable_signature: Bytes,
    digest_from_plugin_manager_getter: B256,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Domain {
    name: String,
    version: String,
    chain_id: u64,
    verifying_contract: Address,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Message {
    validation_id: FixedBytes<21>,
    nonce: u32,
    hook: Address,
    validator_data: Bytes,
    hook_data: Bytes,
    selector_data: Bytes,
}

/// The approval of a permission on an account.
pub(crate) fn approval(
    permission: &Permission,
    place: (Address, u64, KernelVersion, u32),
    hook: Option<&Hook>,
    action: Option<&Action>,
) -> EnableApproval {
    let (account, chain_id, version, nonce) = place;
    let selector_data = action.map_or_else(enable::default_selector_data, |action| {
        let hook = match version {
            KernelVersion::V0_3_0 => chain::ONLY_ENTRY_POINT_HOOK,
            KernelVersion::V0_3_1 | KernelVersion::V0_3_2 | KernelVersion::V0_3_3 => Address::ZERO,
        };
        enable::selector_data(action.selector, action.address, hook)
    });
    EnableApproval {
        account,
        chain_id,
        version,
        validation_id: permission.validation_id(),
        nonce,
        hook: hook.map_or(Address::ZERO, |hook| hook.address),
        enable_data: permission.enable_data(),
        hook_data: hook.map_or_else(Bytes::new, |hook| hook.data.clone()),
        selector_data,
    }
}

pub(crate) fn check(input: Input, want: Output) {
    let (permission, _) = input.session.resolve();
    let place = (input.account, input.chain_id, input.kernel_version, input.validation_nonce);
    let got = approval(&permission, place, input.hook.as_ref(), input.action.as_ref());
    let (domain, message) = (want.domain, want.message);
    assert_eq!((domain.name.as_str(), want.primary_type.as_str()), ("Kernel", "Enable"));
    assert_eq!(domain.version, got.version.eip712_version());
    assert_eq!((domain.chain_id, domain.verifying_contract), (got.chain_id, got.account));
    assert_eq!(message.validation_id, got.validation_id);
    assert_eq!((message.nonce, message.hook), (got.nonce, got.hook));
    assert_eq!(message.validator_data, got.enable_data);
    assert_eq!(message.hook_data, got.hook_data);
    assert_eq!(message.selector_data, got.selector_data);
    assert_eq!(got.domain_separator(), want.domain_separator);
    assert_eq!(got.struct_hash(), want.struct_hash);
    assert_eq!(got.digest(), want.digest);
    let signature = keys::raw(input.owner_private_key, got.digest());
    assert_eq!(keys::bytes(signature), want.enable_signature);
    // One code path of the reference forgets the hook (spec 12.3); ours must not.
    let mut forgetful = got.clone();
    forgetful.hook = Address::ZERO;
    forgetful.hook_data = Bytes::new();
    assert_eq!(forgetful.digest(), want.digest_from_plugin_manager_getter);
    assert_eq!(input.hook.is_some(), forgetful.digest() != got.digest());
}
