//! A permission: one signer and its policies, its id and its enable data (spec 4.1, 4.2).
//!
//! Why: the id is four bytes of a hash over all of it, so a changed rule is another permission.
//! Refuses: enable data that does not read as entries; whether a permission is wise is the linter's
//! to say.

mod encoded;
mod signer;
#[cfg(test)]
mod tests;

use alloy_primitives::{Address, Bytes, FixedBytes, keccak256};
use alloy_sol_types::SolValue;
use serde::{Deserialize, Serialize};

use crate::policy::{DecodeError, Policy, PolicyFlag};

/// Four bytes that name a permission on an account (spec 4.2).
pub type PermissionId = FixedBytes<4>;

/// Type byte and identifier of a validation: `0x02 ‖ permissionId ‖ 16 zero bytes` (spec 1.3).
pub type ValidationId = FixedBytes<21>;

/// The contract that checks ECDSA session signatures (spec 4.5).
pub use crate::chain::ECDSA_SIGNER;
pub use encoded::Encoded;
pub use signer::{SessionSigner, SignerError, SignerKind, UnpatchedSigner};

/// Why enable data is no permission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PermissionError {
    /// Not `abi(bytes[])`.
    #[error("this is not the enable data of a key")]
    Encoding,
    /// It reads, but its entries would be written otherwise, so another reader may see another key.
    #[error("the enable data is not in its canonical form; do not use it")]
    NotCanonical,
    /// No entry at all; the last one names the signer.
    #[error("the enable data names no signer")]
    NoSigner,
    /// An entry shorter than `flag(2) ‖ contract(20)`.
    #[error("entry {0} of the enable data is cut off")]
    Short(usize),
    /// The policy in this entry does not read.
    #[error("policy {0} of the enable data cannot be read: {1}")]
    Policy(usize, DecodeError),
    /// The flag of the signer entry has no meaning.
    #[error("the signer's flag cannot be read: {0}")]
    Flag(DecodeError),
}

/// One signer, its policies in order, and the permission-wide flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Permission {
    /// Flag of the signer entry; anything but `All` forbids a path to the whole permission.
    pub flag: PolicyFlag,
    /// Policies, in order; the order is part of the id.
    pub policies: Vec<Policy>,
    /// Who signs.
    pub signer: SessionSigner,
}

impl Permission {
    /// A permission for an ECDSA session key with the usual flag.
    #[must_use]
    pub const fn ecdsa(policies: Vec<Policy>, key: Address) -> Self {
        Self { flag: PolicyFlag::All, policies, signer: SessionSigner::Ecdsa(key) }
    }

    /// `keccak256(abi(bytes[] [policyId, flag, signerId]))[0..4]` (spec 4.2).
    #[must_use]
    pub fn id(&self) -> PermissionId {
        let entries = self.policies.iter().map(Policy::entry).collect();
        id_of(entries, self.flag, self.signer.contract(), &self.signer.data())
    }

    /// `0x02 ‖ permissionId ‖ 0^16` (spec 1.3).
    #[must_use]
    pub fn validation_id(&self) -> ValidationId {
        validation_id(self.id())
    }

    /// `abi(bytes[])`: each policy entry, then `flag ‖ signer ‖ signerData` (spec 4.1).
    #[must_use]
    pub fn enable_data(&self) -> Bytes {
        let mut entries: Vec<Bytes> = self.policies.iter().map(Policy::entry).collect();
        entries.push(self.signer_entry());
        entries.abi_encode().into()
    }

    /// `flag ‖ signer ‖ signerData`, the last entry of the enable data.
    #[must_use]
    pub fn signer_entry(&self) -> Bytes {
        let (contract, data) = (self.signer.contract(), self.signer.data());
        [self.flag.to_bytes().as_slice(), contract.as_slice(), &data].concat().into()
    }

    /// Reads enable data back.
    ///
    /// # Errors
    /// [`PermissionError`], naming the entry where reading stopped.
    pub fn from_enable_data(enable_data: &[u8]) -> Result<Self, PermissionError> {
        let entries = Vec::<Bytes>::abi_decode(enable_data);
        let entries = entries.map_err(|_not| PermissionError::Encoding)?;
        if entries.abi_encode() != enable_data {
            return Err(PermissionError::NotCanonical);
        }
        let (last, policies) = entries.split_last().ok_or(PermissionError::NoSigner)?;
        let (flag, contract, data) = split(last).ok_or(PermissionError::Short(policies.len()))?;
        let flag = PolicyFlag::try_from(flag).map_err(PermissionError::Flag)?;
        let policy = |(index, entry): (usize, &Bytes)| {
            let (flag, address, data) = split(entry).ok_or(PermissionError::Short(index))?;
            let read = Policy::decode(address, flag, data);
            read.map_err(|error| PermissionError::Policy(index, error))
        };
        let policies = policies.iter().enumerate().map(policy).collect::<Result<_, _>>()?;
        Ok(Self { flag, policies, signer: SessionSigner::decode(contract, data) })
    }
}

/// `flag(2) ‖ contract(20) ‖ data`.
fn split(entry: &[u8]) -> Option<(u16, Address, &[u8])> {
    let (flag, rest) = entry.split_first_chunk::<2>()?;
    let (contract, data) = rest.split_first_chunk::<20>()?;
    Some((u16::from_be_bytes(*flag), Address::from(*contract), data))
}

/// The validation id of a permission id (spec 1.3).
#[must_use]
pub fn validation_id(id: PermissionId) -> ValidationId {
    let mut out = [0u8; 21];
    let (head, rest) = out.split_at_mut(1);
    head.fill(0x02);
    if let Some((four, _)) = rest.split_at_mut_checked(4) {
        four.copy_from_slice(id.as_slice());
    }
    FixedBytes(out)
}

/// The permission id over raw entries, also for policies this crate cannot decode (spec 4.2).
#[must_use]
pub fn id_of(entries: Vec<Bytes>, flag: PolicyFlag, signer: Address, data: &[u8]) -> PermissionId {
    let hash = keccak256(id_preimage(&entries, flag, signer, data));
    FixedBytes::left_padding_from(hash.get(..4).unwrap_or_default())
}

/// What is hashed for the permission id: `abi(bytes[] [abi(entries), flag, abi(signer ‖ data)])`.
#[must_use]
pub fn id_preimage(entries: &[Bytes], flag: PolicyFlag, signer: Address, data: &[u8]) -> Bytes {
    let policy_id: Bytes = entries.to_vec().abi_encode().into();
    let signer_id: Bytes = Bytes::from([signer.as_slice(), data].concat()).abi_encode().into();
    let flag = Bytes::copy_from_slice(&flag.to_bytes());
    vec![policy_id, flag, signer_id].abi_encode().into()
}
