//! One lock: the data key of an owner key, wrapped by what opens the lock.
//!
//! A passphrase lock's key is Argon2id's. A security-key lock's is `HKDF-SHA-256(salt = the lock's
//! salt, IKM = hmac-secret(credential, salt), info = "latchkey owner lock security key")`; both wrap
//! by XChaCha20-Poly1305.
//! Associated data of the wrapping: `"latchkey owner lock" ‖ 2 u16 ‖ address 20 ‖ kind u8 ‖ fields`;
//! kind 1: the passphrase's cost and salt; kind 2: `rpId ‖ credentialId ‖ label` (each `length u32 ‖
//! bytes`) `‖ salt 32 ‖ pin u8`.
//! Refuses: nothing by itself; a lock that was altered does not open.

use alloy_primitives::{Address, B256, Bytes, FixedBytes};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use hkdf::Hkdf;
use latchkey_core::approval::{Lock as Shown, LockKind};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Cost, MIN_PASSPHRASE_BYTES, OpenError, SealError, passphrase::Kdf, seal, unseal};
use crate::{key::SecretBytes, random};

const CONTEXT: &[u8] = b"latchkey owner lock";
const INFO: &[u8] = b"latchkey owner lock security key";

/// A lock, as it is written (JSON).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(super) enum Lock {
    /// Opened by a passphrase.
    Passphrase(PassphraseLock),
    /// Opened by a security key.
    SecurityKey(SecurityKeyLock),
}

/// Opened by a passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PassphraseLock {
    pub(super) kdf: Kdf,
    pub(super) nonce: FixedBytes<24>,
    pub(super) wrapped: Bytes,
}

/// Opened by a FIDO2 security key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecurityKeyLock {
    /// Relying party id of the credential.
    pub rp_id: String,
    /// Raw credential id.
    pub credential_id: Bytes,
    /// What the key's secret is asked for.
    pub salt: B256,
    /// Whether the secret is the one that the key gives with its PIN; it gives another without.
    pub pin: bool,
    /// What the key calls itself. Untrusted text, cleaned.
    pub label: String,
    pub(super) nonce: FixedBytes<24>,
    pub(super) wrapped: Bytes,
}

/// What a new lock is made of.
#[derive(Debug, Clone, Copy)]
pub enum NewLock<'a> {
    /// A passphrase at a cost.
    Passphrase(&'a str, Cost),
    /// What a security key gave for [`NewKey::salt`].
    SecurityKey(&'a NewKey, &'a SecretBytes),
}

/// A credential that is to open a lock.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// Relying party id of the credential.
    pub rp_id: String,
    /// Raw credential id.
    pub credential_id: Vec<u8>,
    /// What its secret was asked for.
    pub salt: B256,
    /// Whether its PIN was used.
    pub pin: bool,
    /// What the key calls itself.
    pub label: String,
}

impl Lock {
    /// Wraps `data_key`.
    pub(super) fn new(
        address: Address,
        data_key: &SecretBytes,
        new: NewLock<'_>,
    ) -> Result<Self, SealError> {
        let nonce = FixedBytes(*random::array()?);
        let (mut lock, cipher, cost) = match new {
            NewLock::Passphrase(passphrase, cost) => {
                if passphrase.len() < MIN_PASSPHRASE_BYTES {
                    return Err(SealError::TooShort);
                }
                let kdf = Kdf::Argon2id { cost, salt: FixedBytes(*random::array()?) };
                let lock = PassphraseLock { kdf, nonce, wrapped: Bytes::new() };
                (Self::Passphrase(lock), kdf.cipher(passphrase), cost.memory_kib)
            }
            NewLock::SecurityKey(key, secret) => {
                let lock = SecurityKeyLock {
                    rp_id: key.rp_id.clone(),
                    credential_id: key.credential_id.clone().into(),
                    salt: key.salt,
                    pin: key.pin,
                    label: key.label.clone(),
                    nonce,
                    wrapped: Bytes::new(),
                };
                let cipher = cipher(&lock.salt, secret);
                (Self::SecurityKey(lock), cipher, 0)
            }
        };
        let cipher = cipher.ok_or(SealError::Cost(cost))?;
        let sealed = seal(&cipher, &nonce, data_key.as_slice(), &lock.associated_data(address));
        *lock.wrapped() = sealed.ok_or(SealError::Cost(cost))?;
        Ok(lock)
    }

    fn wrapped(&mut self) -> &mut Bytes {
        match self {
            Self::Passphrase(lock) => &mut lock.wrapped,
            Self::SecurityKey(lock) => &mut lock.wrapped,
        }
    }

    /// For people.
    pub(super) fn shown(&self) -> Shown {
        match self {
            Self::Passphrase(_) => Shown { kind: LockKind::Passphrase, label: String::new() },
            Self::SecurityKey(lock) => {
                Shown { kind: LockKind::SecurityKey, label: lock.label.clone() }
            }
        }
    }

    /// The data key by passphrase; `None` for a lock of another kind.
    pub(super) fn by_passphrase(
        &self,
        address: Address,
        passphrase: &str,
    ) -> Option<Result<SecretBytes, OpenError>> {
        let Self::Passphrase(lock) = self else { return None };
        let open = || {
            let cost = OpenError::Cost(lock.kdf.cost().memory_kib);
            let cipher = lock.kdf.cipher(passphrase).ok_or(cost)?;
            self.unwrap(address, &cipher, (&lock.nonce, &lock.wrapped), OpenError::WrongPassphrase)
        };
        Some(open())
    }

    /// The data key by what the security key gave for this lock's salt.
    pub(super) fn by_security_key(
        &self,
        address: Address,
        secret: &SecretBytes,
    ) -> Result<SecretBytes, OpenError> {
        let Self::SecurityKey(lock) = self else { return Err(OpenError::WrongSecurityKey) };
        let cipher = cipher(&lock.salt, secret).ok_or(OpenError::WrongSecurityKey)?;
        self.unwrap(address, &cipher, (&lock.nonce, &lock.wrapped), OpenError::WrongSecurityKey)
    }

    fn unwrap(
        &self,
        address: Address,
        cipher: &XChaCha20Poly1305,
        (nonce, wrapped): (&FixedBytes<24>, &Bytes),
        wrong: OpenError,
    ) -> Result<SecretBytes, OpenError> {
        let plain = unseal(cipher, nonce, wrapped, &self.associated_data(address)).ok_or(wrong)?;
        Ok(Zeroizing::new(plain.as_slice().try_into().or(Err(OpenError::Damaged))?))
    }

    fn associated_data(&self, address: Address) -> Vec<u8> {
        let mut out = CONTEXT.to_vec();
        out.extend_from_slice(&super::FORMAT.to_be_bytes());
        out.extend_from_slice(address.as_slice());
        self.append(&mut out);
        out
    }

    fn append(&self, out: &mut Vec<u8>) {
        match self {
            Self::Passphrase(lock) => {
                out.push(1);
                lock.kdf.append(out);
            }
            Self::SecurityKey(lock) => {
                out.push(2);
                for part in [lock.rp_id.as_bytes(), &lock.credential_id, lock.label.as_bytes()] {
                    measured(part, out);
                }
                out.extend_from_slice(lock.salt.as_slice());
                out.push(u8::from(lock.pin));
            }
        }
    }

    /// The whole lock, for the associated data of what it opens: its fields as above, its nonce, and
    /// `length u32 ‖` what it wraps.
    pub(super) fn bind(&self, out: &mut Vec<u8>) {
        self.append(out);
        let (nonce, wrapped) = match self {
            Self::Passphrase(lock) => (&lock.nonce, &lock.wrapped),
            Self::SecurityKey(lock) => (&lock.nonce, &lock.wrapped),
        };
        out.extend_from_slice(nonce.as_slice());
        measured(wrapped, out);
    }
}

/// `length u32 ‖ bytes`.
fn measured(part: &[u8], out: &mut Vec<u8>) {
    // Nothing here is near 4 GiB; were it, the length would be the longest there is.
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(part);
}

fn cipher(salt: &B256, secret: &SecretBytes) -> Option<XChaCha20Poly1305> {
    let mut key: SecretBytes = Zeroizing::new([0; 32]);
    let derive = Hkdf::<Sha256>::new(Some(salt.as_slice()), secret.as_slice());
    derive.expand(INFO, key.as_mut_slice()).ok()?;
    XChaCha20Poly1305::new_from_slice(key.as_slice()).ok()
}
