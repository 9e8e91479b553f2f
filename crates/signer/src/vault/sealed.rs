//! An owner key at rest: always sealed by a passphrase.
//!
//! Why: on Linux and Windows an unlocked keychain serves every program of the user, so the keychain
//! alone is no gate. Argon2id (64 MiB, 3 passes, 1 lane: at least the second choice of RFC 9106)
//! makes a key, XChaCha20-Poly1305 seals the 32 bytes.
//! Associated data: `"latchkey owner key" ‖ format u16 ‖ address 20 ‖ memory KiB u32 ‖ passes u32 ‖
//! lanes u32 ‖ salt 16`, integers big-endian, so neither the address nor the cost can be exchanged.
//! Refuses: passphrases under [`MIN_PASSPHRASE_BYTES`], costs out of bounds, unknown formats, an
//! opened key whose address is not the one written beside it.

use alloy_primitives::{Address, Bytes, FixedBytes};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    key::{SecretBytes, SigningKey},
    random::{self, NoRandomness},
};

/// Shortest passphrase, in bytes of UTF-8.
pub const MIN_PASSPHRASE_BYTES: usize = 10;

const FORMAT: u16 = 1;
const CONTEXT: &[u8] = b"latchkey owner key";

/// A sealed owner key, as it is written (JSON).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SealedOwner {
    format: u16,
    address: Address,
    kdf: Kdf,
    nonce: FixedBytes<24>,
    ciphertext: Bytes,
}

/// How the passphrase becomes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "algorithm", rename_all = "camelCase", deny_unknown_fields)]
enum Kdf {
    /// Argon2id, version 0x13.
    #[serde(rename_all = "camelCase")]
    Argon2id {
        #[serde(flatten)]
        cost: Cost,
        salt: FixedBytes<16>,
    },
}

/// What one guess costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// What new owner keys get.
    pub const STANDARD: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// Bounds for what is read: a forged file must not exhaust the computer.
    const fn is_bearable(self) -> bool {
        self.memory_kib >= 64
            && self.memory_kib <= 1024 * 1024
            && self.passes >= 1
            && self.passes <= 16
            && self.lanes >= 1
            && self.lanes <= 8
    }
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
        if passphrase.len() < MIN_PASSPHRASE_BYTES {
            return Err(SealError::TooShort);
        }
        let salt = FixedBytes(*random::array()?);
        let nonce = FixedBytes(*random::array()?);
        let kdf = Kdf::Argon2id { cost, salt };
        let head =
            Self { format: FORMAT, address: key.address(), kdf, nonce, ciphertext: Bytes::new() };
        let cipher = head.cipher(passphrase).ok_or(SealError::Cost(cost.memory_kib))?;
        let secret = key.to_bytes();
        let payload = Payload { msg: secret.as_slice(), aad: &head.associated_data() };
        let sealed = cipher.encrypt((&nonce.0).into(), payload);
        let Ok(ciphertext) = sealed else { return Err(SealError::Cost(cost.memory_kib)) };
        Ok(Self { ciphertext: ciphertext.into(), ..head })
    }

    /// Opens it. Takes as long as [`Cost`] says, also when the passphrase is wrong.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(&self, passphrase: &str) -> Result<SigningKey, OpenError> {
        if self.format != FORMAT {
            return Err(OpenError::Damaged);
        }
        let Kdf::Argon2id { cost, .. } = &self.kdf;
        let cipher = self.cipher(passphrase).ok_or(OpenError::Cost(cost.memory_kib))?;
        let payload = Payload { msg: &self.ciphertext, aad: &self.associated_data() };
        let opened = cipher.decrypt((&self.nonce.0).into(), payload);
        let Ok(plain) = opened.map(Zeroizing::new) else { return Err(OpenError::WrongPassphrase) };
        let bytes: SecretBytes =
            Zeroizing::new(plain.as_slice().try_into().or(Err(OpenError::Damaged))?);
        match SigningKey::from_bytes(&bytes) {
            Ok(key) if key.address() == self.address => Ok(key),
            _ => Err(OpenError::Damaged),
        }
    }

    /// The address written beside the sealed key (checked when it is opened).
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }

    /// The bytes to write.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// [`OpenError::Damaged`] when it is something else.
    pub fn from_json(bytes: &[u8]) -> Result<Self, OpenError> {
        serde_json::from_slice(bytes).or(Err(OpenError::Damaged))
    }

    fn cipher(&self, passphrase: &str) -> Option<XChaCha20Poly1305> {
        let Kdf::Argon2id { cost, salt } = &self.kdf;
        let derived = derive(passphrase, *cost, salt)?;
        XChaCha20Poly1305::new_from_slice(derived.as_slice()).ok()
    }

    fn associated_data(&self) -> Vec<u8> {
        let Kdf::Argon2id { cost, salt } = &self.kdf;
        let mut out = CONTEXT.to_vec();
        out.extend_from_slice(&self.format.to_be_bytes());
        out.extend_from_slice(self.address.as_slice());
        for part in [cost.memory_kib, cost.passes, cost.lanes] {
            out.extend_from_slice(&part.to_be_bytes());
        }
        out.extend_from_slice(salt.as_slice());
        out
    }
}

/// Argon2id over the passphrase's UTF-8 bytes; `None` when the cost is out of bounds.
fn derive(passphrase: &str, cost: Cost, salt: &FixedBytes<16>) -> Option<SecretBytes> {
    if !cost.is_bearable() {
        return None;
    }
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).ok()?;
    let mut blocks = Vec::new();
    blocks.try_reserve_exact(params.block_count()).ok()?;
    blocks.resize(params.block_count(), Block::default());
    let mut key: SecretBytes = Zeroizing::new([0; 32]);
    let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(
            passphrase.as_bytes(),
            salt.as_slice(),
            key.as_mut_slice(),
            &mut blocks,
        );
    blocks.zeroize();
    done.is_ok().then_some(key)
}

#[cfg(test)]
#[path = "sealed_tests.rs"]
mod tests;
