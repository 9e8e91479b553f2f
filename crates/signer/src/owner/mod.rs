//! Owner keys: one trait for every way to hold one, and the conversation with the person.
//!
//! Why: the account is only as safe as what opens this key, so each kind says in plain words what it
//! protects from and what not, and each approval takes the person's own act: a passphrase, a PIN, a
//! touch, a finger, a button on a device.
//! Refuses: kinds that are not built here, with a reason; keys whose public part is another than the
//! one asked for; to sign anything but the root of what was shown.

mod add_lock;
pub mod backup;
mod chip;
#[cfg(target_os = "macos")]
mod enclave;
pub mod error;
#[cfg(target_os = "windows")]
mod hello;
pub mod ledger;
pub mod passphrase;
mod platform;
pub mod removal;
pub mod security_key;
mod talk;
#[cfg(target_os = "macos")]
mod touch_id;

use alloy_primitives::{Address, B256};
use latchkey_core::{
    approval::{CreateOwner, KeptIn, OwnerKind, OwnerPublic, OwnerRef},
    transaction::Transaction,
    webauthn::Assertion,
};
use zeroize::Zeroizing;

use crate::{
    key::SigningKey,
    vault::{EntryId, Secret, Vaults, sealed::SealedOwner},
};

#[cfg(test)]
pub(crate) use add_lock::add_lock_on;
pub use add_lock::{Relocked, add_lock};
pub use error::OwnerError;
pub use talk::{Choice, DeviceState, Offer, Phrase, Place, Talk, Wanted};

/// One way to hold an owner key. The thread that works for the window owns it; every method may
/// block.
pub trait OwnerKey: Send + std::fmt::Debug {
    /// Which way.
    fn kind(&self) -> OwnerKind;

    /// What it is, for a person.
    fn describe(&self) -> Described;

    /// Whether it could sign now; asks for no touch.
    fn probe(&mut self) -> Probe;

    /// Opens the key in front of the person and signs. Called only after the sheet was read.
    ///
    /// # Errors
    /// [`OwnerError`]; then nothing was signed. Unplugging is not an error: it is shown, and the key
    /// is waited for until the person gives up.
    fn approve(&mut self, ask: &Signing<'_>, talk: &dyn Talk)
    -> Result<OwnerSignature, OwnerError>;

    /// Opens the key in front of the person and signs plain transactions of its own address. Called
    /// only after the sheet was read.
    ///
    /// # Errors
    /// [`OwnerError::NoTransactions`] for a kind that has no such address, or signs them in another
    /// way than is built here; else as [`Self::approve`].
    fn sign_transactions(
        &mut self,
        _transactions: &[Transaction],
        _talk: &dyn Talk,
    ) -> Result<Vec<[u8; 65]>, OwnerError> {
        Err(OwnerError::NoTransactions(self.kind()))
    }

    /// The private key itself, opened by its own lock in front of the person: for a backup, whose
    /// sheet was read. Never called to sign.
    ///
    /// # Errors
    /// [`OwnerError::StaysInside`] for a key that no computer can read; else as [`Self::approve`].
    fn take_out(&mut self, _talk: &dyn Talk) -> Result<SigningKey, OwnerError> {
        Err(OwnerError::StaysInside(self.kind()))
    }

    /// Removes everything that this computer keeps of it. The person was asked before.
    ///
    /// # Errors
    /// [`OwnerError::Vault`]; then it is still there.
    fn remove(self: Box<Self>, vaults: &Vaults) -> Result<(), OwnerError>;
}

/// A key in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The name of the thing: `your passphrase`, `the security key “blue”`.
    pub name: String,
    /// What it protects from, one sentence.
    pub protects: &'static str,
    /// What it does not protect from, one sentence.
    pub does_not: &'static str,
    /// Approving begins with something typed. Else the person presses Approve first, so that a touch
    /// by habit is never an approval of an unread sheet.
    pub secret_first: bool,
    /// Where it rests.
    pub kept_in: KeptIn,
}

/// What [`OwnerKey::probe`] finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// It could sign now.
    Ready,
    /// A device has to be put in first.
    Insert,
    /// It is there and blocked: too many wrong PINs, or a locked keychain.
    Locked,
    /// This computer has no way to reach it.
    Absent,
}

/// What is signed. Everything in it was computed in this process from the bytes that were shown.
#[derive(Debug, Clone, Copy)]
pub struct Signing<'a> {
    /// The root of the approval tree; with one leaf, its digest. An ECDSA key signs EIP-191 over
    /// these 32 bytes (spec 3, 6).
    pub root: B256,
    /// What an authenticator is asked (spec 7): the digest itself for one leaf, EIP-191 over the
    /// root for a tree.
    pub challenge: B256,
    /// The sheet's title, for devices that show a line.
    pub title: &'a str,
}

/// What an owner key makes of a [`Signing`].
#[derive(Debug, Clone)]
pub enum OwnerSignature {
    /// `r ‖ s ‖ v` over EIP-191 of the root, low s.
    Ecdsa(Zeroizing<[u8; 65]>),
    /// An authenticator's answer to the challenge; `use_precompile` is false, who sends it decides.
    WebAuthn(Assertion),
}

/// A key that was enrolled and is not stored yet.
#[derive(Debug)]
pub struct Enrolled {
    /// Name of its vault entry.
    pub id: EntryId,
    /// The entry's bytes.
    pub entry: Secret,
    /// What the chain knows it by.
    pub public: OwnerPublic,
    /// How it is held.
    pub kind: OwnerKind,
}

impl Enrolled {
    /// Where the key itself rests, when its entry lies there.
    #[must_use]
    pub const fn rests(&self, entry: KeptIn) -> KeptIn {
        match self.kind {
            OwnerKind::Passphrase | OwnerKind::SecurityKeySealed | OwnerKind::TouchId => entry,
            OwnerKind::SecurityKey
            | OwnerKind::SecureEnclave
            | OwnerKind::WindowsHello
            | OwnerKind::Ledger => KeptIn::Device,
        }
    }
}

/// Makes or enrols a key of the kind that is asked for. Nothing is stored yet.
///
/// # Errors
/// [`OwnerError`]; [`OwnerError::NotBuilt`] for a kind that this program cannot do here.
pub fn enrol(ask: &CreateOwner, vaults: &Vaults, talk: &dyn Talk) -> Result<Enrolled, OwnerError> {
    match ask.kind {
        OwnerKind::Passphrase => passphrase::enrol(ask, vaults, talk),
        OwnerKind::SecurityKeySealed => security_key::enrol_sealed(ask, talk),
        OwnerKind::SecurityKey => security_key::enrol_passkey(ask, talk),
        OwnerKind::Ledger => ledger::enrol(talk),
        OwnerKind::TouchId | OwnerKind::SecureEnclave | OwnerKind::WindowsHello => {
            platform::enrol(ask, vaults, talk)
        }
    }
}

/// Whether [`enrol`] can make this kind here, so that a request for another is refused before
/// anything is shown.
///
/// # Errors
/// [`OwnerError::NotBuilt`].
pub const fn offered(kind: OwnerKind) -> Result<(), OwnerError> {
    match kind {
        OwnerKind::Passphrase | OwnerKind::Ledger => Ok(()),
        // Windows keeps security keys to its own dialogue.
        OwnerKind::SecurityKeySealed | OwnerKind::SecurityKey if !cfg!(windows) => Ok(()),
        OwnerKind::TouchId | OwnerKind::SecureEnclave | OwnerKind::WindowsHello
            if platform::has(kind) =>
        {
            Ok(())
        }
        OwnerKind::SecurityKeySealed
        | OwnerKind::SecurityKey
        | OwnerKind::TouchId
        | OwnerKind::SecureEnclave
        | OwnerKind::WindowsHello => Err(OwnerError::NotBuilt(kind)),
    }
}

/// Whether enrolling this kind begins with something typed, so that the person need not press
/// Approve first.
#[must_use]
pub const fn enrols_by_secret(kind: OwnerKind) -> bool {
    match kind {
        OwnerKind::Passphrase => true,
        OwnerKind::SecurityKeySealed
        | OwnerKind::SecurityKey
        | OwnerKind::TouchId
        | OwnerKind::SecureEnclave
        | OwnerKind::WindowsHello
        | OwnerKind::Ledger => false,
    }
}

/// Finds the owner key of a request in the vault.
///
/// # Errors
/// [`OwnerError::Unknown`] when the vault holds no such key, [`OwnerError::Vault`] when it does not
/// answer, [`OwnerError::NotBuilt`] for a kind that this program cannot use here.
pub fn find(owner: &OwnerRef, vaults: &Vaults) -> Result<Box<dyn OwnerKey>, OwnerError> {
    let id: EntryId = owner.vault_id.parse().map_err(|_not| OwnerError::Unknown)?;
    match (id, owner.public) {
        (EntryId::Owner(named), OwnerPublic::Address(address)) if named == address => {
            match platform::find_address(address, vaults)? {
                Some(key) => Ok(key),
                None => at_rest(address, vaults),
            }
        }
        (EntryId::Ledger(named), OwnerPublic::Address(address)) if named == address => {
            Ok(Box::new(ledger::LedgerOwner::find(address, vaults)?))
        }
        (EntryId::Passkey(named), OwnerPublic::Passkey(passkey))
            if named == passkey.authenticator_id_hash =>
        {
            match platform::find_passkey(&passkey, vaults)? {
                Some(key) => Ok(key),
                None => Ok(Box::new(security_key::SecurityKeyOwner::find(&passkey, vaults)?)),
            }
        }
        _ => Err(OwnerError::Unknown),
    }
}

/// An ECDSA key at rest, by what opens it.
fn at_rest(address: Address, vaults: &Vaults) -> Result<Box<dyn OwnerKey>, OwnerError> {
    let (bytes, kept_in) = vaults.get(EntryId::Owner(address))?.ok_or(OwnerError::Unknown)?;
    let sealed = SealedOwner::from_json(&bytes)?;
    if sealed.address() != address {
        return Err(OwnerError::Unknown);
    }
    Ok(if sealed.security_keys().is_empty() {
        Box::new(passphrase::PassphraseOwner::new(sealed, kept_in))
    } else {
        Box::new(security_key::SealedKeyOwner::new(sealed, kept_in))
    })
}

#[cfg(test)]
pub(crate) mod script;
#[cfg(test)]
mod tests;
