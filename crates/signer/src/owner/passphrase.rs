//! An ECDSA owner key at rest, sealed by a passphrase: the weakest kind, and the one that works
//! everywhere.
//!
//! Why: no device is needed. On Linux and Windows an unlocked keychain serves every program of the
//! user, so the passphrase is what protects the key.
//! Refuses: more than [`MAX_TRIES`] wrong passphrases in one request.

use latchkey_core::{
    approval::{CreateOwner, KeptIn, OwnerKind, OwnerPublic},
    transaction::Transaction,
};
use zeroize::Zeroizing;

use super::{
    Described, DeviceState, Enrolled, OwnerError, OwnerKey, OwnerSignature, Probe, Signing, Talk,
    Wanted,
};
use crate::{
    key::SigningKey,
    vault::{
        EntryId, Secret, Vaults,
        sealed::{OpenError, SealedOwner},
    },
};

/// Wrong passphrases until the request is refused.
pub const MAX_TRIES: u8 = 5;

/// A sealed key in the vault.
#[derive(Debug)]
pub struct PassphraseOwner {
    sealed: SealedOwner,
    kept_in: KeptIn,
}

impl PassphraseOwner {
    /// An entry whose every lock is a passphrase.
    #[must_use]
    pub const fn new(sealed: SealedOwner, kept_in: KeptIn) -> Self {
        Self { sealed, kept_in }
    }

    /// Asks for the passphrase until the key is open.
    ///
    /// # Errors
    /// [`OwnerError::WrongSecret`] after [`MAX_TRIES`]; [`OwnerError::Cancelled`];
    /// [`OwnerError::Open`] when trying again would not help.
    pub fn open(&self, talk: &dyn Talk) -> Result<SigningKey, OwnerError> {
        ask(talk, |typed| self.sealed.open(typed))
    }
}

/// Asks for a passphrase until it opens something.
///
/// # Errors
/// As [`PassphraseOwner::open`].
pub(super) fn ask<T>(
    talk: &dyn Talk,
    open: impl Fn(&str) -> Result<T, OpenError>,
) -> Result<T, OwnerError> {
    let mut tries_left = None;
    for wrong in 1..=MAX_TRIES {
        let typed = talk.secret(Wanted::Passphrase { tries_left });
        let typed = typed.ok_or(OwnerError::Cancelled)?;
        talk.show(DeviceState::Working("Checking the passphrase"));
        match open(&typed) {
            Ok(opened) => return Ok(opened),
            Err(OpenError::WrongPassphrase) => {
                tries_left = Some(MAX_TRIES.saturating_sub(wrong));
            }
            Err(
                error @ (OpenError::Damaged | OpenError::Cost(_) | OpenError::WrongSecurityKey),
            ) => return Err(error.into()),
        }
    }
    Err(OwnerError::WrongSecret)
}

impl OwnerKey for PassphraseOwner {
    fn kind(&self) -> OwnerKind {
        OwnerKind::Passphrase
    }

    fn describe(&self) -> Described {
        Described {
            name: "your passphrase".to_owned(),
            protects: "A copied keychain or disk is useless without the passphrase.",
            does_not: "Whoever sees or guesses the passphrase and can read this computer's keychain owns the account.",
            secret_first: true,
            kept_in: self.kept_in,
        }
    }

    fn probe(&mut self) -> Probe {
        Probe::Ready
    }

    fn approve(
        &mut self,
        ask: &Signing<'_>,
        talk: &dyn Talk,
    ) -> Result<OwnerSignature, OwnerError> {
        let key = self.open(talk)?;
        Ok(OwnerSignature::Ecdsa(Zeroizing::new(key.personal_sign(ask.root))))
    }

    fn sign_transactions(
        &mut self,
        transactions: &[Transaction],
        talk: &dyn Talk,
    ) -> Result<Vec<[u8; 65]>, OwnerError> {
        let key = self.open(talk)?;
        Ok(transactions.iter().map(|one| key.sign_transaction(one)).collect())
    }

    fn take_out(&mut self, talk: &dyn Talk) -> Result<SigningKey, OwnerError> {
        self.open(talk)
    }

    fn remove(self: Box<Self>, vaults: &Vaults) -> Result<(), OwnerError> {
        Ok(vaults.remove(EntryId::Owner(self.sealed.address()))?)
    }
}

/// A fresh key, sealed by a passphrase that the person types twice.
///
/// # Errors
/// [`OwnerError`]; nothing is stored either way.
pub fn enrol(_ask: &CreateOwner, vaults: &Vaults, talk: &dyn Talk) -> Result<Enrolled, OwnerError> {
    let key = SigningKey::generate()?;
    seal(&key, vaults, talk)
}

/// Seals a key by a new passphrase.
///
/// # Errors
/// [`OwnerError::Cancelled`], [`OwnerError::Seal`].
pub fn seal(key: &SigningKey, vaults: &Vaults, talk: &dyn Talk) -> Result<Enrolled, OwnerError> {
    seal_asking(Wanted::NewPassphrase, key, vaults, talk)
}

/// The same for a key that came from outside, asking in these words.
///
/// # Errors
/// As [`seal`].
pub fn seal_asking(
    want: Wanted,
    key: &SigningKey,
    vaults: &Vaults,
    talk: &dyn Talk,
) -> Result<Enrolled, OwnerError> {
    let typed = talk.secret(want).ok_or(OwnerError::Cancelled)?;
    talk.show(DeviceState::Working("Sealing the new key"));
    let sealed = SealedOwner::seal(key, &typed, vaults.cost())?;
    Ok(Enrolled {
        id: EntryId::Owner(key.address()),
        entry: Secret::new(sealed.to_json()),
        public: OwnerPublic::Address(key.address()),
        kind: OwnerKind::Passphrase,
    })
}
