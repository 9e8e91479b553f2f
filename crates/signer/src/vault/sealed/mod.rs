//! An owner key at rest: sealed under a random data key, which one or more locks open.
//!
//! Why: on Linux and Windows an unlocked keychain serves every program of the user, so the keychain
//! alone is no gate. Each lock wraps the same data key: by a passphrase, or by what a security key
//! gives for a touch. So a second key can be added without touching the first.
//! Associated data of the sealed key: `"latchkey owner key" ‖ 2 u16 ‖ address 20 ‖ number of locks
//! u16 ‖ every lock whole`, big-endian: whoever alters, adds or removes a lock without the data key
//! leaves nothing that opens.
//! Refuses: passphrases under [`MIN_PASSPHRASE_BYTES`], costs out of bounds, unknown formats, an
//! opened key whose address is not the one written beside it.

mod format1;
mod lock;
mod passphrase;

use alloy_primitives::{Address, Bytes, FixedBytes};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use latchkey_core::approval::{Lock as Shown, LockKind};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use self::lock::Lock;
pub use self::{
    lock::{NewKey, NewLock, SecurityKeyLock},
    passphrase::Cost,
};
use crate::{
    key::{SecretBytes, SigningKey},
    random::{self, NoRandomness},
};

/// Shortest passphrase, in bytes of UTF-8.
pub const MIN_PASSPHRASE_BYTES: usize = 10;

/// Most locks of a key.
pub const MAX_LOCKS: usize = 8;

const FORMAT: u16 = 2;
const CONTEXT: &[u8] = b"latchkey owner key";

/// A sealed owner key. `Debug` shows ciphertext only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedOwner(Form);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    One(format1::Sealed),
    Two(Sealed),
}

/// As it is written (JSON).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Sealed {
    format: u16,
    address: Address,
    nonce: FixedBytes<24>,
    ciphertext: Bytes,
    locks: Vec<Lock>,
}

/// An owner key that one of its locks opened, ready for another lock.
#[derive(Debug)]
pub struct Opened {
    key: SigningKey,
    data_key: SecretBytes,
    sealed: Sealed,
}

/// Why a key was not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The passphrase is too short.
    #[error(
        "the passphrase is shorter than {MIN_PASSPHRASE_BYTES} characters; choose a longer one"
    )]
    TooShort,
    /// Not enough memory, or a cost out of bounds.
    #[error(
        "the passphrase could not be worked on ({0} KiB of memory are needed); close other programs and try again"
    )]
    Cost(u32),
    /// It has [`MAX_LOCKS`] already.
    #[error("this owner key has {MAX_LOCKS} locks, which is all it can have; remove one first")]
    TooManyLocks,
    /// No randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// Why a sealed key was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The passphrase is wrong (or the entry was altered; the two look the same).
    #[error("this is not the passphrase of this owner key")]
    WrongPassphrase,
    /// What the security key gave does not open it (or the entry was altered).
    #[error("this security key does not open this owner key; use the one it was sealed with")]
    WrongSecurityKey,
    /// The entry is of another format, or holds another key than it says.
    #[error("the sealed owner key is damaged or of a newer version; restore it from a backup")]
    Damaged,
    /// Not enough memory, or a cost out of bounds.
    #[error(
        "the passphrase could not be worked on ({0} KiB of memory are needed); close other programs and try again"
    )]
    Cost(u32),
}

impl SealedOwner {
    /// Seals `key` by `passphrase` at `cost`.
    ///
    /// # Errors
    /// [`SealError`]; nothing was written.
    pub fn seal(key: &SigningKey, passphrase: &str, cost: Cost) -> Result<Self, SealError> {
        Self::with(key, NewLock::Passphrase(passphrase, cost))
    }

    /// Seals `key` by a first lock.
    ///
    /// # Errors
    /// [`SealError`]; nothing was written.
    pub fn with(key: &SigningKey, lock: NewLock<'_>) -> Result<Self, SealError> {
        let data_key: SecretBytes = random::array()?;
        let locks = vec![Lock::new(key.address(), &data_key, lock)?];
        Ok(Self(Form::Two(Sealed::new(key, &data_key, locks)?)))
    }

    /// Opens it by a passphrase. Takes as long as [`Cost`] says, also when the passphrase is wrong.
    ///
    /// # Errors
    /// [`OpenError`]; [`OpenError::WrongPassphrase`] also when it has no passphrase.
    pub fn open(&self, passphrase: &str) -> Result<SigningKey, OpenError> {
        match &self.0 {
            Form::One(sealed) => sealed.open(passphrase),
            Form::Two(sealed) => {
                let data_key = sealed.by_passphrase(passphrase)?;
                sealed.open(&data_key)
            }
        }
    }

    /// As [`Self::open`], for adding a lock. The first format becomes the second on the way.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn unlock(&self, passphrase: &str) -> Result<Opened, OpenError> {
        match &self.0 {
            Form::One(old) => {
                let key = old.open(passphrase)?;
                let cost = old.kdf.cost();
                let failed = |_| OpenError::Cost(cost.memory_kib);
                let new = Self::seal(&key, passphrase, cost).map_err(failed)?;
                new.unlock(passphrase)
            }
            Form::Two(sealed) => {
                let data_key = sealed.by_passphrase(passphrase)?;
                let key = sealed.open(&data_key)?;
                Ok(Opened { key, data_key, sealed: sealed.clone() })
            }
        }
    }

    /// Opens it by what a security key gave for the lock at this place in
    /// [`Self::security_keys`].
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn unlock_with(&self, at: usize, secret: &SecretBytes) -> Result<Opened, OpenError> {
        let Form::Two(sealed) = &self.0 else { return Err(OpenError::WrongSecurityKey) };
        let mut locks = sealed.locks.iter().filter(|lock| matches!(lock, Lock::SecurityKey(_)));
        let lock = locks.nth(at).ok_or(OpenError::WrongSecurityKey)?;
        let data_key = lock.by_security_key(sealed.address, secret)?;
        let key = sealed.open(&data_key)?;
        Ok(Opened { key, data_key, sealed: sealed.clone() })
    }

    /// The address written beside the sealed key (checked when it is opened).
    #[must_use]
    pub const fn address(&self) -> Address {
        match &self.0 {
            Form::One(sealed) => sealed.address,
            Form::Two(sealed) => sealed.address,
        }
    }

    /// Every lock, for people.
    #[must_use]
    pub fn locks(&self) -> Vec<Shown> {
        match &self.0 {
            Form::One(_) => {
                vec![Shown { kind: LockKind::Passphrase, label: String::new() }]
            }
            Form::Two(sealed) => sealed.locks.iter().map(Lock::shown).collect(),
        }
    }

    /// Whether a passphrase opens it.
    #[must_use]
    pub fn has_passphrase(&self) -> bool {
        self.locks().iter().any(|lock| lock.kind == LockKind::Passphrase)
    }

    /// The locks that a security key opens, in order.
    #[must_use]
    pub fn security_keys(&self) -> Vec<&SecurityKeyLock> {
        let Form::Two(sealed) = &self.0 else { return Vec::new() };
        let key = |lock| match lock {
            &Lock::Passphrase(_) => None,
            Lock::SecurityKey(lock) => Some(lock),
        };
        sealed.locks.iter().filter_map(key).collect()
    }

    /// The bytes to write.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let json = match &self.0 {
            Form::One(sealed) => serde_json::to_vec(sealed),
            Form::Two(sealed) => serde_json::to_vec(sealed),
        };
        json.unwrap_or_default()
    }

    /// Reads what [`Self::to_json`] wrote, and the first format.
    ///
    /// # Errors
    /// [`OpenError::Damaged`] when it is something else.
    pub fn from_json(bytes: &[u8]) -> Result<Self, OpenError> {
        /// Which of the two it is; the rest is read strictly after.
        #[derive(Deserialize)]
        struct Head {
            format: u16,
        }
        let head: Head = serde_json::from_slice(bytes).or(Err(OpenError::Damaged))?;
        let form = match head.format {
            format1::FORMAT => serde_json::from_slice(bytes).map(Form::One),
            FORMAT => serde_json::from_slice(bytes).map(Form::Two),
            _ => return Err(OpenError::Damaged),
        };
        form.map(Self).or(Err(OpenError::Damaged))
    }
}

impl Opened {
    /// The key.
    #[must_use]
    pub const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The key itself, for a backup.
    #[must_use]
    pub fn into_key(self) -> SigningKey {
        self.key
    }

    /// The same key with one more lock, sealed anew.
    ///
    /// # Errors
    /// [`SealError`]; [`SealError::TooManyLocks`] beyond [`MAX_LOCKS`].
    pub fn with_lock(self, lock: NewLock<'_>) -> Result<SealedOwner, SealError> {
        let Self { key, data_key, sealed } = self;
        let mut locks = sealed.locks;
        if locks.len() >= MAX_LOCKS {
            return Err(SealError::TooManyLocks);
        }
        locks.push(Lock::new(key.address(), &data_key, lock)?);
        Ok(SealedOwner(Form::Two(Sealed::new(&key, &data_key, locks)?)))
    }
}

impl Sealed {
    fn new(key: &SigningKey, data_key: &SecretBytes, locks: Vec<Lock>) -> Result<Self, SealError> {
        let nonce = FixedBytes(*random::array()?);
        let ciphertext = Bytes::new();
        let head = Self { format: FORMAT, address: key.address(), nonce, ciphertext, locks };
        let cipher = XChaCha20Poly1305::new_from_slice(data_key.as_slice()).ok();
        let secret = key.to_bytes();
        let sealed = cipher
            .and_then(|cipher| seal(&cipher, &nonce, secret.as_slice(), &head.associated_data()));
        Ok(Self { ciphertext: sealed.ok_or(SealError::Cost(0))?, ..head })
    }

    fn open(&self, data_key: &SecretBytes) -> Result<SigningKey, OpenError> {
        let cipher = XChaCha20Poly1305::new_from_slice(data_key.as_slice()).ok();
        let plain = cipher.and_then(|cipher| {
            unseal(&cipher, &self.nonce, &self.ciphertext, &self.associated_data())
        });
        // The lock was the right one, so what does not open now was altered.
        opened(plain.ok_or(OpenError::Damaged)?, self.address)
    }

    /// By whichever passphrase lock takes it.
    fn by_passphrase(&self, passphrase: &str) -> Result<SecretBytes, OpenError> {
        let mut last = OpenError::WrongPassphrase;
        for lock in &self.locks {
            match lock.by_passphrase(self.address, passphrase) {
                Some(Ok(data_key)) => return Ok(data_key),
                Some(Err(error)) => last = error,
                None => {}
            }
        }
        Err(last)
    }

    fn associated_data(&self) -> Vec<u8> {
        let mut out = CONTEXT.to_vec();
        out.extend_from_slice(&self.format.to_be_bytes());
        out.extend_from_slice(self.address.as_slice());
        let count = u16::try_from(self.locks.len()).unwrap_or(u16::MAX);
        out.extend_from_slice(&count.to_be_bytes());
        self.locks.iter().for_each(|lock| lock.bind(&mut out));
        out
    }
}

fn seal(
    cipher: &XChaCha20Poly1305,
    nonce: &FixedBytes<24>,
    plain: &[u8],
    aad: &[u8],
) -> Option<Bytes> {
    cipher.encrypt((&nonce.0).into(), Payload { msg: plain, aad }).ok().map(Bytes::from)
}

fn unseal(
    cipher: &XChaCha20Poly1305,
    nonce: &FixedBytes<24>,
    sealed: &[u8],
    aad: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    cipher.decrypt((&nonce.0).into(), Payload { msg: sealed, aad }).ok().map(Zeroizing::new)
}

/// The 32 bytes as a key of this address.
fn opened(plain: Zeroizing<Vec<u8>>, address: Address) -> Result<SigningKey, OpenError> {
    let bytes: SecretBytes =
        Zeroizing::new(plain.as_slice().try_into().or(Err(OpenError::Damaged))?);
    match SigningKey::from_bytes(&bytes) {
        Ok(key) if key.address() == address => Ok(key),
        _ => Err(OpenError::Damaged),
    }
}

#[cfg(test)]
mod tests;
