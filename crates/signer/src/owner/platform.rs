//! Owner keys that only one operating system has: Touch ID, the Secure Enclave, Windows Hello.
//!
//! Why: the rest of the program asks the same three questions everywhere; here is the one place that
//! knows which system it runs on.
//! State: the code for macOS and Windows is type-checked from Linux (`./dev cross-check`) and has not
//! been run on such a computer. The app says so where such a key is chosen.
//! Refuses: every one of these kinds on a system that has no such thing.

use alloy_primitives::Address;
use latchkey_core::{
    approval::{CreateOwner, OwnerKind},
    webauthn::Passkey,
};

use super::{Enrolled, OwnerError, OwnerKey, Talk};
use crate::vault::Vaults;

/// Whether this system has that kind.
pub(crate) const fn has(kind: OwnerKind) -> bool {
    match kind {
        OwnerKind::TouchId | OwnerKind::SecureEnclave => cfg!(target_os = "macos"),
        OwnerKind::WindowsHello => cfg!(target_os = "windows"),
        OwnerKind::Passphrase
        | OwnerKind::SecurityKeySealed
        | OwnerKind::SecurityKey
        | OwnerKind::Ledger => false,
    }
}

/// Makes a key of a kind that this system has.
///
/// # Errors
/// [`OwnerError::NotBuilt`] where it has none; else what the kind says.
#[cfg_attr(
    not(target_os = "macos"),
    expect(unused_variables, reason = "no kind here needs all of them")
)]
pub(crate) fn enrol(
    ask: &CreateOwner,
    vaults: &Vaults,
    talk: &dyn Talk,
) -> Result<Enrolled, OwnerError> {
    #[cfg(target_os = "macos")]
    match ask.kind {
        OwnerKind::TouchId => return super::touch_id::enrol(ask, vaults, talk),
        OwnerKind::SecureEnclave => return super::enclave::enrol(talk),
        _ => {}
    }
    #[cfg(target_os = "windows")]
    if ask.kind == OwnerKind::WindowsHello {
        return super::hello::enrol(ask, talk);
    }
    Err(OwnerError::NotBuilt(ask.kind))
}

/// The key of an address, when its entry is one of this system's; `None` when it is another kind.
///
/// # Errors
/// [`OwnerError::Vault`] when the vault does not answer.
#[cfg_attr(
    not(target_os = "macos"),
    expect(unused_variables, clippy::unnecessary_wraps, reason = "no such kind here")
)]
pub(crate) fn find_address(
    address: Address,
    vaults: &Vaults,
) -> Result<Option<Box<dyn OwnerKey>>, OwnerError> {
    #[cfg(target_os = "macos")]
    if let Some(owner) = super::touch_id::TouchIdOwner::find(address, vaults)? {
        return Ok(Some(Box::new(owner)));
    }
    Ok(None)
}

/// The key of a passkey, when its entry is one of this system's; `None` when it is another kind.
///
/// # Errors
/// [`OwnerError::NotBuilt`] for an entry of another system, [`OwnerError::Vault`].
pub(crate) fn find_passkey(
    passkey: &Passkey,
    vaults: &Vaults,
) -> Result<Option<Box<dyn OwnerKey>>, OwnerError> {
    use super::chip::{Chip, ChipEntry};
    let id = crate::vault::EntryId::Passkey(passkey.authenticator_id_hash);
    let Some((bytes, _place)) = vaults.get(id)? else { return Ok(None) };
    let Some(entry) = ChipEntry::read(&bytes) else { return Ok(None) };
    if entry.passkey != *passkey {
        return Err(OwnerError::Unknown);
    }
    match entry.chip {
        #[cfg(target_os = "macos")]
        Chip::SecureEnclave => Ok(Some(Box::new(super::enclave::EnclaveOwner::new(entry)))),
        #[cfg(not(target_os = "macos"))]
        Chip::SecureEnclave => Err(OwnerError::NotBuilt(OwnerKind::SecureEnclave)),
        #[cfg(target_os = "windows")]
        Chip::WindowsHello => Ok(Some(Box::new(super::hello::HelloOwner::new(entry)))),
        #[cfg(not(target_os = "windows"))]
        Chip::WindowsHello => Err(OwnerError::NotBuilt(OwnerKind::WindowsHello)),
    }
}
