//! The private key of a session, as a serialized account may carry it (spec 8).
//!
//! Why: agents of other wallets are handed key and approval in one text.
//! Refuses: to be printed, compared by its bytes, or to stay in memory when dropped; numbers that
//! are no key of the curve.

use std::fmt;

use alloy_primitives::{Address, hex};
use k256::ecdsa::SigningKey;
use zeroize::Zeroizing;

use super::tree::Tree;

/// A secp256k1 private key, 32 bytes.
#[derive(Clone)]
pub struct SessionKey {
    secret: Zeroizing<[u8; 32]>,
    address: Address,
}

impl SessionKey {
    /// From its bytes; `None` for zero and for numbers not below the order of the curve.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Option<Self> {
        let key = SigningKey::from_slice(secret).ok()?;
        let point = key.verifying_key().to_sec1_point(false);
        let (_, coordinates) = point.as_bytes().split_first()?;
        let address = Address::from_raw_public_key(coordinates);
        Some(Self { secret: Zeroizing::new(*secret), address })
    }

    /// The address it signs for.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }

    /// The secret itself, for the vault.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.secret
    }

    /// From `0x` and 64 hex digits.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut secret = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.strip_prefix("0x")?, secret.as_mut_slice()).ok()?;
        Self::new(&secret)
    }

    pub(super) fn write(&self) -> Tree {
        let mut text = Zeroizing::new(String::with_capacity(66));
        text.push_str("0x");
        for byte in self.secret.iter() {
            for digit in [byte >> 4, byte & 0xf] {
                text.extend(char::from_digit(digit.into(), 16));
            }
        }
        Tree::Text(text)
    }
}

impl PartialEq for SessionKey {
    fn eq(&self, other: &Self) -> bool {
        self.address == other.address
    }
}

impl Eq for SessionKey {}

impl fmt::Debug for SessionKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "SessionKey(of {})", self.address)
    }
}
