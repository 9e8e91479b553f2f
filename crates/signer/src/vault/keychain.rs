//! The operating system's keychain: Secret Service on Linux, Keychain on macOS, Credential Manager
//! on Windows.
//!
//! Why: it survives, is backed up with the user's account and locks with the session. It is not a
//! gate: an unlocked Linux or Windows keychain answers every program of the user, which is why owner
//! keys are sealed by a passphrase before they come here.
//! Refuses: texts other than base64 (KDE's wallet keeps UTF-8 only).

use std::{collections::HashMap, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use keyring_core::{Entry, Error};
use latchkey_core::approval::KeptIn;
use zeroize::Zeroizing;

use super::{EntryId, Secret, Vault, VaultError};

const SERVICE: &str = "latchkey";

/// An open connection to the keychain.
#[derive(Debug)]
pub struct Keychain {
    store: Arc<keyring_core::CredentialStore>,
}

impl Keychain {
    /// Connects.
    ///
    /// # Errors
    /// [`VaultError::Absent`] without a bus or provider.
    pub fn connect() -> Result<Self, VaultError> {
        Ok(Self { store: platform_store().map_err(|e| vault_error(&e))? })
    }

    /// Connects, and proves with a probe entry that the keychain can be written and read. A locked
    /// keychain may ask the person to unlock it; this call waits for that.
    ///
    /// # Errors
    /// As [`Self::connect`]; [`VaultError::Locked`] when it stays locked.
    pub fn connect_for_writing() -> Result<Self, VaultError> {
        let keychain = Self::connect()?;
        keychain.put(EntryId::Probe, b"probe")?;
        let read = keychain.get(EntryId::Probe)?;
        keychain.remove(EntryId::Probe)?;
        match read {
            Some(bytes) if bytes.as_slice() == b"probe" => Ok(keychain),
            _ => Err(VaultError::Absent("it does not give back what it was given".into())),
        }
    }

    fn entry(&self, id: EntryId) -> Result<Entry, VaultError> {
        let name = id.to_string();
        let label = format!("Latchkey {name}");
        let options = match () {
            () if cfg!(target_os = "linux") => Some(HashMap::from([("label", label.as_str())])),
            // The default would let the entry roam to the person's other computers.
            () if cfg!(target_os = "windows") => Some(HashMap::from([("persistence", "Local")])),
            () => None,
        };
        self.store.build(SERVICE, &name, options.as_ref()).map_err(|e| vault_error(&e))
    }
}

impl Vault for Keychain {
    fn place(&self) -> KeptIn {
        KeptIn::Keychain
    }

    fn put(&self, id: EntryId, secret: &[u8]) -> Result<(), VaultError> {
        let text = Zeroizing::new(STANDARD.encode(secret));
        self.entry(id)?.set_password(&text).map_err(|e| vault_error(&e))
    }

    fn get(&self, id: EntryId) -> Result<Option<Secret>, VaultError> {
        let text = match self.entry(id)?.get_password() {
            Ok(text) => Zeroizing::new(text),
            Err(Error::NoEntry) => return Ok(None),
            Err(error) => return Err(vault_error(&error)),
        };
        match STANDARD.decode(text.as_bytes()) {
            Ok(bytes) => Ok(Some(Secret::new(bytes))),
            Err(_) => Err(VaultError::Damaged(id.to_string())),
        }
    }

    fn remove(&self, id: EntryId) -> Result<(), VaultError> {
        match self.entry(id)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(vault_error(&error)),
        }
    }
}

#[cfg(target_os = "linux")]
fn platform_store() -> keyring_core::Result<Arc<keyring_core::CredentialStore>> {
    let store: Arc<keyring_core::CredentialStore> =
        zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(target_os = "macos")]
fn platform_store() -> keyring_core::Result<Arc<keyring_core::CredentialStore>> {
    let store: Arc<keyring_core::CredentialStore> =
        apple_native_keyring_store::keychain::Store::new()?;
    Ok(store)
}

#[cfg(target_os = "windows")]
fn platform_store() -> keyring_core::Result<Arc<keyring_core::CredentialStore>> {
    let store: Arc<keyring_core::CredentialStore> = windows_native_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
fn platform_store() -> keyring_core::Result<Arc<keyring_core::CredentialStore>> {
    Err(Error::NoDefaultStore)
}

/// Our error for a keychain's. Never quotes entry data.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enum may grow; whatever it says, no keychain answered"
)]
fn vault_error(error: &Error) -> VaultError {
    let said = || {
        let text: String =
            error.to_string().chars().filter(|c| !c.is_control()).take(160).collect();
        text
    };
    match error {
        Error::NoStorageAccess(_) => VaultError::Locked(said()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            VaultError::Damaged("in the keychain".into())
        }
        _ => VaultError::Absent(said()),
    }
}
