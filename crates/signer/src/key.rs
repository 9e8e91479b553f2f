//! A secp256k1 private key in memory: made, named by its address, used for exactly two things.
//!
//! Why: every key signs only what this process hashed itself; this is the only place where a private
//! key meets a curve.
//! Refuses: signing a digest of the caller's choice (only EIP-191 over a hash, spec 3 and 6, and a
//! transaction that is hashed here), printing itself, export outside this crate. The bytes lie in locked memory and are wiped on drop.

use std::fmt;

use alloy_primitives::{Address, B256, eip191_hash_message, keccak256};
use latchkey_core::transaction::Transaction;
use secp256k1::{Message, PublicKey, SecretKey, ecdsa::RecoverableSignature};
use zeroize::Zeroizing;

use crate::{
    locked::Locked,
    random::{self, NoRandomness},
};

/// 32 secret bytes that are wiped when dropped.
pub type SecretBytes = Zeroizing<[u8; 32]>;

/// A private key. `Debug` shows the address only.
pub struct SigningKey {
    secret: Locked,
    address: Address,
}

/// The bytes are not a key of the curve (zero, or not below the group order).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these 32 bytes are not a secp256k1 private key")]
pub struct NotAKey;

impl SigningKey {
    /// A fresh key from the operating system's random source.
    ///
    /// # Errors
    /// [`NoRandomness`] when the system gives none.
    pub fn generate() -> Result<Self, NoRandomness> {
        loop {
            let bytes: SecretBytes = random::array()?;
            // Fails with probability 2^-128; then another draw.
            if let Ok(key) = Self::from_bytes(&bytes) {
                return Ok(key);
            }
        }
    }

    /// A key from its 32 big-endian bytes.
    ///
    /// # Errors
    /// [`NotAKey`] outside 1..n.
    pub fn from_bytes(bytes: &SecretBytes) -> Result<Self, NotAKey> {
        let Ok(mut secret) = SecretKey::from_secret_bytes(**bytes) else { return Err(NotAKey) };
        let address = address_of(&PublicKey::from_secret_key(&secret));
        secret.non_secure_erase();
        Ok(Self { secret: Locked::new(bytes), address })
    }

    /// Last 20 bytes of the hash of the public key.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }

    /// The 32 bytes, for the vault.
    pub(crate) fn to_bytes(&self) -> SecretBytes {
        self.secret.expose()
    }

    /// EIP-191 `personal_sign` over 32 bytes: `r ‖ s ‖ v`, low s, v 27 or 28 (spec 3, 6).
    /// The curve's nonce is deterministic (RFC 6979).
    pub(crate) fn personal_sign(&self, hash: B256) -> [u8; 65] {
        self.sign(eip191_hash_message(hash))
    }

    /// A plain transaction: `r ‖ s ‖ v` over its own hash, low s, v 27 or 28.
    pub(crate) fn sign_transaction(&self, transaction: &Transaction) -> [u8; 65] {
        self.sign(transaction.signing_hash())
    }

    fn sign(&self, digest: B256) -> [u8; 65] {
        // Blinds the curve's context, which otherwise starts unblinded in each process. Signing is
        // constant-time without it too; no randomness is no reason not to sign.
        if let Ok(seed) = random::array::<32>() {
            secp256k1::rerandomize_global_context(&seed);
        }
        let digest = Message::from_digest(digest.0);
        // Cannot fail: `from_bytes` made sure of the range. Zeros are a signature of nobody.
        let Ok(mut secret) = SecretKey::from_secret_bytes(*self.secret.expose()) else {
            return [0; 65];
        };
        let signature = RecoverableSignature::sign_ecdsa_recoverable(digest, &secret);
        secret.non_secure_erase();
        let (recovery, compact) = signature.serialize_compact();
        let mut out = [27 + recovery.to_u8(); 65];
        let (rs, _v) = out.split_at_mut(64);
        rs.copy_from_slice(&compact);
        out
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, secret withheld)", self.address)
    }
}

fn address_of(key: &PublicKey) -> Address {
    let [_, point @ ..] = key.serialize_uncompressed();
    Address::from_slice(keccak256(point).split_at(12).1)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{U256, address};
    use latchkey_core::kernel::signature::recover_personal_sign;

    use super::*;

    fn key(last: u8) -> SigningKey {
        let mut bytes = [0u8; 32];
        bytes[31] = last;
        SigningKey::from_bytes(&Zeroizing::new(bytes)).unwrap()
    }

    #[test]
    fn the_address_of_private_key_one_is_the_well_known_one() {
        assert_eq!(key(1).address(), address!("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"));
    }

    #[test]
    fn zero_is_not_a_key() {
        assert_eq!(SigningKey::from_bytes(&Zeroizing::new([0; 32])).unwrap_err(), NotAKey);
    }

    #[test]
    fn signatures_recover_to_the_signer_are_low_s_and_repeatable() {
        let half = U256::from_str_radix(
            "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0",
            16,
        );
        for i in 1..40u8 {
            let (key, hash) = (key(i), keccak256([i]));
            let bytes = key.personal_sign(hash);
            assert_eq!(bytes, key.personal_sign(hash), "RFC 6979 is deterministic");
            assert!(U256::from_be_slice(&bytes[32..64]) <= half.unwrap(), "high s");
            assert!(matches!(bytes[64], 27 | 28));
            assert_eq!(recover_personal_sign(hash, &bytes), Ok(key.address()));
        }
    }

    #[test]
    fn debug_output_carries_no_secret() {
        let shown = format!("{:?}", key(7));
        assert!(!shown.contains("0000000000000007") && shown.contains("withheld"), "{shown}");
    }
}
