//! State, in the recorder's words.

use alloy_primitives::Address;
use latchkey_core::{
    answer::{Account, Stored},
    kernel::enable::EXECUTE_SELECTOR,
    permission::{PermissionId, ValidationId},
};

/// `validationConfig`.
pub(crate) fn config(account: &Account, id: ValidationId) -> String {
    let Stored { nonce, hook, .. } = account.validation(id);
    format!("{{\"nonce\":{nonce},\"hook\":\"{}\"}}", plain(hook))
}

/// `permissionConfig`.
pub(crate) fn permission(account: &Account, id: PermissionId) -> String {
    let held = account.permission(id);
    let flag = held.map_or([0, 0], |p| p.flag.to_bytes());
    let signer = held.map_or(Address::ZERO, |p| p.signer.contract());
    let policies: Vec<String> = held
        .map(|p| &p.policies)
        .into_iter()
        .flatten()
        .map(|p| format!("\"{}\"", alloy_primitives::hex::encode_prefixed(&p.entry()[..22])))
        .collect();
    format!(
        "{{\"permissionFlag\":\"0x{:02x}{:02x}\",\"signer\":\"{}\",\"policyData\":[{}]}}",
        flag[0],
        flag[1],
        plain(signer),
        policies.join(",")
    )
}

/// `isAllowedSelector(id, execute)`.
pub(crate) fn allowed(account: &Account, id: ValidationId) -> bool {
    account.validation(id).selectors.contains(&EXECUTE_SELECTOR)
}

/// An address in small letters.
pub(crate) fn plain(address: Address) -> String {
    format!("{address:?}").to_lowercase()
}

/// `currentNonce`.
pub(crate) fn current(account: &Account) -> u32 {
    account.nonces().current
}
