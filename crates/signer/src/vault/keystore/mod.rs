//! Web3 Secret Storage, version 3: the backup file of an owner key that other wallets open too.
//!
//! Why: a person must be able to carry the key out of here and back in without us, so the file is
//! the one that geth, ethers, Foundry and Namera write: AES-128-CTR under the first 16 bytes of a
//! stretched password, `mac = keccak256(derived[16..32] ‖ ciphertext)`, all hex without `0x`.
//! Refuses: files above [`MAX_FILE_BYTES`], other versions and ciphers, costs that would exhaust the
//! computer, a key whose address is not the one written beside it, passwords under
//! [`MIN_PASSPHRASE_BYTES`] for new files. Reads and writes no file: bytes in, bytes out.
//!
//! A password is its UTF-8 bytes as typed, as geth takes it; ethers normalises it (NFKC) first, so
//! only there may accents and the like read differently.

mod json;
mod kdf;
#[cfg(test)]
mod tests;

use alloy_primitives::{Address, keccak256};
use ctr::cipher::{KeyIvInit, StreamCipher};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::sealed::MIN_PASSPHRASE_BYTES;
use crate::{
    key::{SecretBytes, SigningKey},
    random::{self, NoRandomness},
};

pub use kdf::ScryptCost;

/// Longest file that is read, in bytes; those that wallets write have about 500.
pub const MAX_FILE_BYTES: usize = 64 * 1024;

type Aes128Ctr = ctr::Ctr128BE<aes::Aes128>;

/// A keystore that was read: everything but the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keystore {
    address: Option<Address>,
    id: [u8; 16],
    kdf: kdf::Kdf,
    iv: [u8; 16],
    ciphertext: [u8; 32],
    mac: [u8; 32],
}

/// Why a keystore was not written, read or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeystoreError {
    /// Not JSON of this shape, or longer than [`MAX_FILE_BYTES`].
    #[error(
        "this file is not an Ethereum keystore (version 3); choose the file that a wallet exported"
    )]
    NotAKeystore,
    /// A keystore, but with a cipher, key derivation or version that is not read here.
    #[error(
        "this keystore uses {0}, which Latchkey does not read; export it again from geth, ethers or Foundry"
    )]
    Unsupported(&'static str),
    /// It asks for more memory or work than any wallet's.
    #[error(
        "opening this keystore would take more memory or time than any wallet asks for; it may be forged"
    )]
    Cost,
    /// The MAC is another: a wrong password, or an altered file.
    #[error("this is not the password of this keystore, or the file was altered")]
    WrongPassword,
    /// It opens, and holds another key than it says, or none.
    #[error("the keystore holds another key than it says; do not use it")]
    OtherKey,
    /// The password for a new file is too short.
    #[error("the password is shorter than {MIN_PASSPHRASE_BYTES} characters; choose a longer one")]
    TooShort,
    /// No randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

impl Keystore {
    /// Seals a key under a password. Slow by design.
    ///
    /// # Errors
    /// [`KeystoreError::TooShort`], [`KeystoreError::Cost`], [`KeystoreError::NoRandomness`].
    pub fn seal(key: &SigningKey, password: &str, cost: ScryptCost) -> Result<Self, KeystoreError> {
        if password.len() < MIN_PASSPHRASE_BYTES {
            return Err(KeystoreError::TooShort);
        }
        let kdf = kdf::Kdf::scrypt(cost, *random::array()?);
        let iv = *random::array()?;
        let derived = kdf.derive(password)?;
        let secret = crypt(&derived, &iv, &key.to_bytes())?;
        let mac = mac(&derived, &secret);
        let address = Some(key.address());
        Ok(Self { address, id: *random::array()?, kdf, iv, ciphertext: *secret, mac })
    }

    /// Opens it. Slow by design.
    ///
    /// # Errors
    /// [`KeystoreError::WrongPassword`], [`KeystoreError::OtherKey`], [`KeystoreError::Cost`].
    pub fn open(&self, password: &str) -> Result<SigningKey, KeystoreError> {
        let derived = self.kdf.derive(password)?;
        if !bool::from(mac(&derived, &self.ciphertext).ct_eq(&self.mac)) {
            return Err(KeystoreError::WrongPassword);
        }
        let secret = crypt(&derived, &self.iv, &self.ciphertext)?;
        let Ok(key) = SigningKey::from_bytes(&secret) else { return Err(KeystoreError::OtherKey) };
        match self.address {
            Some(address) if address != key.address() => Err(KeystoreError::OtherKey),
            Some(_) | None => Ok(key),
        }
    }

    /// The address it says it holds; only opening proves it, and some wallets leave it out.
    #[must_use]
    pub const fn address(&self) -> Option<Address> {
        self.address
    }
}

/// AES-128-CTR with a big-endian 128-bit counter under the first half; the same both ways.
fn crypt(
    derived: &SecretBytes,
    iv: &[u8; 16],
    bytes: &[u8; 32],
) -> Result<SecretBytes, KeystoreError> {
    let (key, _mac_key) = derived.split_at(16);
    let mut cipher = Aes128Ctr::new_from_slices(key, iv)
        .or(Err(KeystoreError::Unsupported("another cipher")))?;
    let mut out: SecretBytes = Zeroizing::new(*bytes);
    cipher.apply_keystream(out.as_mut_slice());
    Ok(out)
}

/// `keccak256(derived[16..32] ‖ ciphertext)`.
fn mac(derived: &SecretBytes, ciphertext: &[u8; 32]) -> [u8; 32] {
    let (_key, mac_key) = derived.split_at(16);
    let mut buffer = Zeroizing::new([0u8; 48]);
    let (head, tail) = buffer.split_at_mut(16);
    head.copy_from_slice(mac_key);
    tail.copy_from_slice(ciphertext);
    keccak256(buffer.as_slice()).0
}
