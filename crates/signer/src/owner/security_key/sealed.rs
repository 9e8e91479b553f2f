//! An ECDSA owner key at rest that security keys open: one touch, one approval, any number of
//! networks.
//!
//! Why: the computer keeps ciphertext only, and an ECDSA signature over one root covers every
//! network. The key is in memory for the moment of signing.
//! Refuses: to open by anything but its locks; to remember what opened it.

use alloy_primitives::Address;
use latchkey_core::{
    approval::{CreateOwner, KeptIn, OwnerKind, OwnerPublic},
    transaction::Transaction,
};
use zeroize::Zeroizing;

use super::{
    ctap::{Credential, Key},
    named,
    seal::{self, Asked},
    seek::{is_there, persist, persist_new},
};
use crate::{
    key::{SecretBytes, SigningKey},
    owner::{
        Described, DeviceState, Enrolled, OwnerError, OwnerKey, OwnerSignature, Probe, Signing,
        Talk, passphrase,
    },
    transport::{Bus, system_bus},
    vault::{
        EntryId, Secret, Vaults,
        sealed::{NewKey, NewLock, Opened, SealedOwner, SecurityKeyLock},
    },
};

/// What it does not protect from, with one lock.
const ONE_LOCK: &str = "Nothing but this one security key opens it: if that is lost or reset, the owner is lost with it, so add a second key or write a backup before you rely on it. For the moment of signing the key is in this computer's memory, and a program that draws a false sheet can ask for your touch.";

/// The same with several.
const LOCKS: &str = "Each of its locks opens it alone, so it is as safe as the weakest of them. For the moment of signing the key is in this computer's memory, and a program that draws a false sheet can ask for your touch.";

/// A sealed key with at least one lock for a security key.
#[derive(Debug)]
pub struct SealedKeyOwner {
    bus: Box<dyn Bus>,
    sealed: SealedOwner,
    kept_in: KeptIn,
}

impl SealedKeyOwner {
    /// On the keys of this computer.
    #[must_use]
    pub fn new(sealed: SealedOwner, kept_in: KeptIn) -> Self {
        Self { bus: system_bus(), sealed, kept_in }
    }

    #[cfg(test)]
    pub(crate) fn on(bus: Box<dyn Bus>, sealed: SealedOwner) -> Self {
        Self { bus, sealed, kept_in: KeptIn::Keychain }
    }

    /// Opens the key: by a security key that is plugged in, by its passphrase if it has one and no
    /// such key is there, else by the security key that is waited for.
    ///
    /// # Errors
    /// [`OwnerError`].
    pub fn open(&self, talk: &dyn Talk) -> Result<Opened, OwnerError> {
        open(self.bus.as_ref(), &self.sealed, talk)
    }

    fn credentials(&self) -> Vec<Credential> {
        credentials(&self.sealed)
    }
}

impl OwnerKey for SealedKeyOwner {
    fn kind(&self) -> OwnerKind {
        OwnerKind::SecurityKeySealed
    }

    fn describe(&self) -> Described {
        Described {
            name: names(&self.sealed),
            protects: "A copied keychain or disk is useless without the security key and its touch.",
            does_not: if self.sealed.locks().len() == 1 { ONE_LOCK } else { LOCKS },
            secret_first: false,
            kept_in: self.kept_in,
        }
    }

    fn probe(&mut self) -> Probe {
        let there =
            self.sealed.has_passphrase() || is_there(self.bus.as_ref(), &self.credentials());
        if there { Probe::Ready } else { Probe::Insert }
    }

    fn approve(
        &mut self,
        ask: &Signing<'_>,
        talk: &dyn Talk,
    ) -> Result<OwnerSignature, OwnerError> {
        let opened = self.open(talk)?;
        Ok(OwnerSignature::Ecdsa(Zeroizing::new(opened.key().personal_sign(ask.root))))
    }

    fn sign_transactions(
        &mut self,
        transactions: &[Transaction],
        talk: &dyn Talk,
    ) -> Result<Vec<[u8; 65]>, OwnerError> {
        let opened = self.open(talk)?;
        Ok(transactions.iter().map(|one| opened.key().sign_transaction(one)).collect())
    }

    fn take_out(&mut self, talk: &dyn Talk) -> Result<SigningKey, OwnerError> {
        Ok(self.open(talk)?.into_key())
    }

    fn remove(self: Box<Self>, vaults: &Vaults) -> Result<(), OwnerError> {
        Ok(vaults.remove(EntryId::Owner(self.sealed.address()))?)
    }
}

/// Opens a key at rest by whichever of its locks can be opened now.
///
/// # Errors
/// [`OwnerError`].
pub(crate) fn open(
    bus: &dyn Bus,
    sealed: &SealedOwner,
    talk: &dyn Talk,
) -> Result<Opened, OwnerError> {
    let (locks, credentials) = (sealed.security_keys(), credentials(sealed));
    let none = locks.is_empty() || !is_there(bus, &credentials);
    if sealed.has_passphrase() && none {
        return passphrase::ask(talk, |typed| sealed.unlock(typed));
    }
    let name = names(sealed);
    let once = |key: &mut Key, at: usize| {
        let lock: &SecurityKeyLock = locks.get(at).ok_or(OwnerError::Unknown)?;
        let credential = lock.credential();
        let name = named(&lock.label);
        let asked = Asked { credential: &credential, salt: lock.salt, pin: lock.pin, name: &name };
        let secret = asked.secret(key, talk)?;
        talk.show(DeviceState::Working("Opening the owner key"));
        Ok(sealed.unlock_with(at, &secret).map_err(OwnerError::from)?)
    };
    persist(bus, (&credentials, &name), talk, once)
}

/// Makes a key and seals it by the one security key that is plugged in. Three touches.
///
/// # Errors
/// [`OwnerError`]; nothing is stored either way.
pub(super) fn enrol_on(
    bus: &dyn Bus,
    ask: &CreateOwner,
    talk: &dyn Talk,
) -> Result<Enrolled, OwnerError> {
    let key = SigningKey::generate()?;
    let (lock, secret) = new_lock(bus, &[], &ask.account_name, talk)?;
    let sealed = SealedOwner::with(&key, NewLock::SecurityKey(&lock, &secret))?;
    Ok(enrolled(&sealed, key.address()))
}

/// As [`enrol_on`], on the keys of this computer.
///
/// # Errors
/// [`OwnerError`].
pub fn enrol(ask: &CreateOwner, talk: &dyn Talk) -> Result<Enrolled, OwnerError> {
    enrol_on(system_bus().as_ref(), ask, talk)
}

/// A lock of a security key that holds none of `taken`, touched and asked twice.
///
/// # Errors
/// [`OwnerError`].
pub(crate) fn new_lock(
    bus: &dyn Bus,
    taken: &[&SecurityKeyLock],
    account: &str,
    talk: &dyn Talk,
) -> Result<(NewKey, SecretBytes), OwnerError> {
    let taken: Vec<Credential> = taken.iter().map(|lock| lock.credential()).collect();
    persist_new(bus, &taken, talk, |key| seal::enrol(key, account, talk))
}

fn enrolled(sealed: &SealedOwner, address: Address) -> Enrolled {
    Enrolled {
        id: EntryId::Owner(address),
        entry: Secret::new(sealed.to_json()),
        public: OwnerPublic::Address(address),
        kind: OwnerKind::SecurityKeySealed,
    }
}

fn credentials(sealed: &SealedOwner) -> Vec<Credential> {
    sealed.security_keys().iter().map(|lock| lock.credential()).collect()
}

/// `the security key “blue”`, or `the security key “blue” or “green”`.
fn names(sealed: &SealedOwner) -> String {
    let labels: Vec<String> =
        sealed.security_keys().iter().map(|lock| format!("“{}”", lock.label)).collect();
    format!("the security key {}", labels.join(" or "))
}
