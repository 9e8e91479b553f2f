//! The first format: one key, one passphrase. Read for ever, written no more.
//!
//! Associated data: `"latchkey owner key" ‖ 1 u16 ‖ address 20 ‖ memory KiB u32 ‖ passes u32 ‖ lanes
//! u32 ‖ salt 16`, integers big-endian.

use alloy_primitives::{Address, Bytes, FixedBytes};
use serde::{Deserialize, Serialize};

use super::{CONTEXT, OpenError, opened, passphrase::Kdf, unseal};
use crate::key::SigningKey;

pub(super) const FORMAT: u16 = 1;

/// As it was written (JSON).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Sealed {
    pub(super) format: u16,
    pub(super) address: Address,
    pub(super) kdf: Kdf,
    pub(super) nonce: FixedBytes<24>,
    pub(super) ciphertext: Bytes,
}

impl Sealed {
    pub(super) fn open(&self, passphrase: &str) -> Result<SigningKey, OpenError> {
        let cost = OpenError::Cost(self.kdf.cost().memory_kib);
        let cipher = self.kdf.cipher(passphrase).ok_or(cost)?;
        let plain = unseal(&cipher, &self.nonce, &self.ciphertext, &self.associated_data());
        opened(plain.ok_or(OpenError::WrongPassphrase)?, self.address)
    }

    pub(super) fn associated_data(&self) -> Vec<u8> {
        let mut out = CONTEXT.to_vec();
        out.extend_from_slice(&self.format.to_be_bytes());
        out.extend_from_slice(self.address.as_slice());
        self.kdf.append(&mut out);
        out
    }
}
