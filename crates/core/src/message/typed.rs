//! Typed data from its JSON (EIP-712, spec 3.1): read once at the border, kept as its hash and what its
//! domain says.
//!
//! Why: the JSON comes from strangers; past this file nothing of it is interpreted again.
//! Refuses: JSON that is too long or does not fit its own types.

use std::collections::BTreeMap;

use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, B256, U256};
use serde::Deserialize;

/// Longest JSON, bytes.
const MAX_JSON: usize = 128 * 1024;

/// Most struct types, most members of one, and longest name of a member's type: what is nested is
/// read by recursion, which strangers must not be able to drive deep.
const MAX_TYPES: usize = 64;
const MAX_MEMBERS: usize = 256;
const MAX_TYPE_NAME: usize = 128;

/// The part of the JSON that decides how deep it nests.
#[derive(Debug, Deserialize)]
struct Shape {
    types: BTreeMap<String, Vec<Member>>,
}

#[derive(Debug, Deserialize)]
struct Member {
    #[serde(rename = "type")]
    kind: String,
}

/// Typed data, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedMessage {
    hash: B256,
    primary_type: String,
    domain_name: Option<String>,
    chain_id: Option<u64>,
    verifying_contract: Option<Address>,
}

/// Why JSON is not typed data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TypedError {
    /// More than 128 KiB.
    #[error("the typed data has {0} bytes, more than 131072; nothing was signed")]
    TooLong(usize),
    /// Not JSON, or a part is missing.
    #[error("this is not typed data; it needs domain, types, primaryType and message")]
    Json,
    /// More than 64 struct types, 256 members of one, or 128 characters of a type's name.
    #[error("the typed data has too many types; nothing was signed")]
    TooManyTypes,
    /// The message does not fit the types.
    #[error("the message does not fit its own types; nothing was signed")]
    Types,
    /// Larger than 64 bits, so no chain.
    #[error("the typed data names a network that cannot exist")]
    ChainId,
}

impl TypedMessage {
    /// Reads the JSON of `eth_signTypedData_v4`.
    ///
    /// # Errors
    /// [`TypedError`].
    pub fn from_json(json: &str) -> Result<Self, TypedError> {
        if json.len() > MAX_JSON {
            return Err(TypedError::TooLong(json.len()));
        }
        let shape: Shape = serde_json::from_str(json).map_err(|_cause| TypedError::Json)?;
        if !shape.is_small() {
            return Err(TypedError::TooManyTypes);
        }
        let typed: TypedData = serde_json::from_str(json).map_err(|_cause| TypedError::Json)?;
        let hash = typed.eip712_signing_hash().map_err(|_cause| TypedError::Types)?;
        let domain = typed.domain;
        let chain_id = domain.chain_id.map(chain_id).transpose()?;
        Ok(Self {
            hash,
            primary_type: typed.primary_type,
            domain_name: domain.name.map(|name| name.into_owned()),
            chain_id,
            verifying_contract: domain.verifying_contract,
        })
    }

    /// `keccak256(0x1901 ‖ domain separator ‖ struct hash)`.
    #[must_use]
    pub const fn hash(&self) -> B256 {
        self.hash
    }

    /// Name of the struct that is signed. Untrusted text.
    #[must_use]
    pub fn primary_type(&self) -> &str {
        &self.primary_type
    }

    /// What the application calls itself. Untrusted text.
    #[must_use]
    pub fn domain_name(&self) -> Option<&str> {
        self.domain_name.as_deref()
    }

    /// The chain it is for, if it says so.
    #[must_use]
    pub const fn chain_id(&self) -> Option<u64> {
        self.chain_id
    }

    /// The contract it is for, if it says so.
    #[must_use]
    pub const fn verifying_contract(&self) -> Option<Address> {
        self.verifying_contract
    }
}

impl Shape {
    fn is_small(&self) -> bool {
        self.types.len() <= MAX_TYPES
            && self.types.values().all(|members| {
                members.len() <= MAX_MEMBERS
                    && members.iter().all(|member| member.kind.len() <= MAX_TYPE_NAME)
            })
    }
}

fn chain_id(id: U256) -> Result<u64, TypedError> {
    u64::try_from(id).map_err(|_cause| TypedError::ChainId)
}
