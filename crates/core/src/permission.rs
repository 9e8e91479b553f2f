//! A permission: one signer and its policies, its id and its enable data (spec 4.1, 4.2).
//!
//! Why: the id is four bytes of a hash over all of it, so a changed rule is another permission.
//! Refuses: nothing here; whether a permission is wise is the linter's to say.

use alloy_primitives::{Address, Bytes, FixedBytes, keccak256};
use alloy_sol_types::SolValue;
use serde::{Deserialize, Serialize};

use crate::policy::{Policy, PolicyFlag};

/// Four bytes that name a permission on an account (spec 4.2).
pub type PermissionId = FixedBytes<4>;

/// Type byte and identifier of a validation: `0x02 ‖ permissionId ‖ 16 zero bytes` (spec 1.3).
pub type ValidationId = FixedBytes<21>;

/// The contract that checks ECDSA session signatures (spec 4.5).
pub use crate::chain::ECDSA_SIGNER;

/// Who signs for a permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "camelCase")]
pub enum SessionSigner {
    /// A secp256k1 key by its address.
    Ecdsa(Address),
    /// Another signer contract with its data, as foreign permissions have it.
    #[serde(rename_all = "camelCase")]
    Foreign {
        /// Signer contract.
        contract: Address,
        /// Its data.
        data: Bytes,
    },
}

impl SessionSigner {
    /// The signer contract.
    #[must_use]
    pub const fn contract(&self) -> Address {
        match self {
            Self::Ecdsa(_) => ECDSA_SIGNER,
            Self::Foreign { contract, .. } => *contract,
        }
    }

    /// `signerData`: for ECDSA the 20 address bytes.
    #[must_use]
    pub fn data(&self) -> Bytes {
        match self {
            Self::Ecdsa(key) => Bytes::copy_from_slice(key.as_slice()),
            Self::Foreign { data, .. } => data.clone(),
        }
    }
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
        let signer = [
            self.flag.to_bytes().as_slice(),
            self.signer.contract().as_slice(),
            self.signer.data().as_ref(),
        ]
        .concat();
        let mut entries: Vec<Bytes> = self.policies.iter().map(Policy::entry).collect();
        entries.push(signer.into());
        entries.abi_encode().into()
    }
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
