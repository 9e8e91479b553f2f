//! The EntryPoint nonce as Kernel reads it (spec 2.4): `mode ‖ type ‖ identifier20 ‖ lane u16 ‖
//! sequence u64`, the first 24 bytes being the key.
//!
//! Why: mode, validation and lane ride in the key, so each has its own sequence, starting at 0.
//! Refuses: nothing; every 32 bytes are a nonce, and [`decode`] says how Kernel takes them.

use alloy_primitives::{Address, FixedBytes, U256, aliases::U192, keccak256};

/// Kernel's validation mode, byte 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `0x00`, and every value but `0x01`.
    Default,
    /// `0x01`: the signature carries an approval to install (spec 5.4).
    Enable,
}

/// What validates the operation, bytes 1..22.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validation {
    /// Type `0x00`: the account's root. The identifier is another lane.
    Root {
        /// The 20 identifier bytes; the root validator's address by custom.
        identifier: Address,
    },
    /// Type `0x01`: an installed validator.
    Validator {
        /// Its address.
        validator: Address,
    },
    /// Type `0x02`: a permission (session key).
    Permission {
        /// Its id; the 16 bytes after it are ignored by Kernel.
        id: FixedBytes<4>,
    },
    /// A type byte that no Kernel version knows.
    Unknown {
        /// The byte.
        kind: u8,
    },
}

/// A nonce, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Byte 0.
    pub mode: Mode,
    /// Bytes 1..22.
    pub validation: Validation,
    /// Bytes 22..24.
    pub lane: u16,
    /// Bytes 24..32.
    pub sequence: u64,
}

/// Key of an owner operation: `00 00 ‖ rootValidator ‖ lane`.
#[must_use]
pub fn root_key(root_validator: Address, lane: u16) -> U192 {
    key(0, 0, root_validator, lane)
}

/// Key of the first operation of a session key: `01 02 ‖ pId ‖ 0^16 ‖ lane`.
#[must_use]
pub fn enable_key(permission_id: FixedBytes<4>, lane: u16) -> U192 {
    key(1, 2, padded(permission_id), lane)
}

/// Key of a later operation of a session key: `00 02 ‖ pId ‖ 0^16 ‖ lane`.
#[must_use]
pub fn default_key(permission_id: FixedBytes<4>, lane: u16) -> U192 {
    key(0, 2, padded(permission_id), lane)
}

/// Key of a kill operation: `00 00 ‖ pId ‖ 0^16 ‖ lane`. For the root type Kernel ignores the
/// identifier, so every permission has lanes of its own that no ordinary operation touches (spec
/// 2.4).
#[must_use]
pub fn kill_key(permission_id: FixedBytes<4>, lane: u16) -> U192 {
    key(0, 0, padded(permission_id), lane)
}

/// The nonce from its key and the EntryPoint's sequence: `key ‖ sequence`.
#[must_use]
pub fn full(key: U192, sequence: u64) -> U256 {
    (U256::from(key) << 64_usize) | U256::from(sequence)
}

/// The EntryPoint's key: the first 24 bytes, which have a sequence of their own.
#[must_use]
pub fn key_of(nonce: U256) -> U192 {
    U192::from(nonce >> 64_usize)
}

/// Takes a nonce apart as Kernel does.
#[must_use]
pub fn decode(nonce: U256) -> Parts {
    let [mode, kind, ..] = nonce.to_be_bytes::<32>();
    let identifier = Address::from_word((nonce >> 80_usize).into());
    let validation = match kind {
        0 => Validation::Root { identifier },
        1 => Validation::Validator { validator: identifier },
        2 => {
            let [a, b, c, d, ..] = identifier.into_array();
            Validation::Permission { id: FixedBytes([a, b, c, d]) }
        }
        kind => Validation::Unknown { kind },
    };
    Parts {
        mode: if mode == 1 { Mode::Enable } else { Mode::Default },
        validation,
        lane: ((nonce >> 64_usize) & U256::from(u16::MAX)).to(),
        sequence: (nonce & U256::from(u64::MAX)).to(),
    }
}

/// The lane a name stands for: the first two bytes of keccak256 over its UTF-8.
#[must_use]
pub fn lane_of_name(name: &str) -> u16 {
    let [high, low, ..] = keccak256(name.as_bytes()).0;
    u16::from_be_bytes([high, low])
}

/// The key a name stands for at EntryPoint 0.6: the first 24 bytes of keccak256 over its UTF-8.
#[must_use]
pub fn key_of_name_v06(name: &str) -> U192 {
    let hash: U256 = keccak256(name.as_bytes()).into();
    U192::from(hash >> 64_usize)
}

fn padded(permission_id: FixedBytes<4>) -> Address {
    Address(FixedBytes::right_padding_from(permission_id.as_slice()))
}

/// Key of an operation of an installed validator: `mode 01 ‖ validator ‖ lane`.
#[must_use]
pub fn validator_key(mode: Mode, validator: Address, lane: u16) -> U192 {
    let mode = match mode {
        Mode::Default => 0,
        Mode::Enable => 1,
    };
    key(mode, 1, validator, lane)
}

fn key(mode: u8, kind: u8, identifier: Address, lane: u16) -> U192 {
    let head = FixedBytes([mode, kind]).concat_const::<20, 22>(identifier.0);
    U192::from_be_bytes(head.concat_const::<2, 24>(FixedBytes(lane.to_be_bytes())).0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_come_apart_again(id: [u8; 4], lane: u16, sequence: u64) {
            let id = FixedBytes(id);
            let enable = decode(full(enable_key(id, lane), sequence));
            let validation = Validation::Permission { id };
            prop_assert_eq!(enable, Parts { mode: Mode::Enable, validation, lane, sequence });
            let default = decode(full(default_key(id, lane), sequence));
            prop_assert_eq!(default, Parts { mode: Mode::Default, validation, lane, sequence });
            let kill = decode(full(kill_key(id, lane), sequence));
            let validation = Validation::Root { identifier: padded(id) };
            prop_assert_eq!(kill, Parts { mode: Mode::Default, validation, lane, sequence });
        }

        #[test]
        fn every_nonce_decodes(bytes: [u8; 32]) {
            let parts = decode(U256::from_be_bytes(bytes));
            prop_assert_eq!(parts.lane.to_be_bytes(), [bytes[22], bytes[23]]);
        }
    }
}
