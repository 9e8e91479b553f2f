//! What the vault keeps of a Ledger: an address and its place in the tree. No secret.
//!
//! Refuses: entries of another format.

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::vault::Secret;

const FORMAT: u16 = 1;

/// One address of a Ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The address.
    pub(super) address: Address,
    /// The last step of `m/44'/60'/0'/0/index`.
    pub(super) index: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    format: u16,
    address: Address,
    index: u32,
}

impl Entry {
    /// As JSON.
    pub(super) fn to_bytes(self) -> Secret {
        let written = Written { format: FORMAT, address: self.address, index: self.index };
        Zeroizing::new(serde_json::to_vec(&written).unwrap_or_default())
    }

    /// Reads it back; `None` for anything else.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let Written { format, address, index } = serde_json::from_slice(bytes).ok()?;
        (format == FORMAT).then_some(Self { address, index })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_back_and_other_formats_are_not() {
        let entry = Entry { address: Address::repeat_byte(3), index: 4 };
        let bytes = entry.to_bytes();
        assert_eq!(Entry::from_bytes(&bytes), Some(entry));
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(Entry::from_bytes(text.replace(":1,", ":2,").as_bytes()), None);
        assert_eq!(Entry::from_bytes(b"{}"), None);
    }
}
