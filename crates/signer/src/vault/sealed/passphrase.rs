//! From a passphrase to a key: Argon2id (64 MiB, 3 passes, 1 lane: at least the second choice of
//! RFC 9106).
//!
//! Refuses: costs out of bounds, so that a forged entry cannot exhaust the computer.

use alloy_primitives::FixedBytes;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::key::SecretBytes;

/// How the passphrase becomes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "algorithm", rename_all = "camelCase", deny_unknown_fields)]
pub(super) enum Kdf {
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

impl Kdf {
    /// The cipher that a passphrase makes; `None` when there is not enough memory, or the cost is
    /// out of bounds.
    pub(super) fn cipher(self, passphrase: &str) -> Option<XChaCha20Poly1305> {
        let Self::Argon2id { cost, salt } = self;
        let derived = derive(passphrase, cost, &salt)?;
        XChaCha20Poly1305::new_from_slice(derived.as_slice()).ok()
    }

    /// What one guess costs.
    pub(super) const fn cost(self) -> Cost {
        let Self::Argon2id { cost, .. } = self;
        cost
    }

    /// `memory KiB u32 ‖ passes u32 ‖ lanes u32 ‖ salt 16`, big-endian.
    pub(super) fn append(self, out: &mut Vec<u8>) {
        let Self::Argon2id { cost, salt } = self;
        for part in [cost.memory_kib, cost.passes, cost.lanes] {
            out.extend_from_slice(&part.to_be_bytes());
        }
        out.extend_from_slice(salt.as_slice());
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
