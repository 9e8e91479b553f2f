//! Typed data from its JSON (EIP-712, spec 3.1): read once at the border, kept as its hash and what
//! its domain says.
//!
//! Why: the JSON comes from strangers; past this file nothing of it is interpreted again.
//! Refuses: JSON that is too long or does not fit its own types.

use alloy_primitives::{Address, B256, U256};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::eip712::{Member, Types, hash_struct};
use crate::kernel::enable::typed_data_digest;

/// Longest JSON, bytes.
const MAX_JSON: usize = 128 * 1024;

/// Most struct types, most members of one, and longest name of a member's type.
const MAX_TYPES: usize = 64;
const MAX_MEMBERS: usize = 256;
const MAX_TYPE_NAME: usize = 128;

/// Name of the domain's own type.
const DOMAIN: &str = "EIP712Domain";

/// What a domain may say, in the order of the standard.
const DOMAIN_MEMBERS: [(&str, &str); 5] = [
    ("name", "string"),
    ("version", "string"),
    ("chainId", "uint256"),
    ("verifyingContract", "address"),
    ("salt", "bytes32"),
];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Json {
    types: Types,
    primary_type: String,
    domain: Map<String, Value>,
    message: Map<String, Value>,
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
    /// The message or the domain does not fit the types.
    #[error("the message does not fit its own types; nothing was signed")]
    Types,
    /// Larger than 64 bits, so no chain.
    #[error("the typed data names a network that cannot exist")]
    ChainId,
}

impl TypedMessage {
    /// Reads the JSON of `eth_signTypedData_v4`. Whole numbers above 64 bits are written as text.
    ///
    /// # Errors
    /// [`TypedError`].
    pub fn from_json(json: &str) -> Result<Self, TypedError> {
        if json.len() > MAX_JSON {
            return Err(TypedError::TooLong(json.len()));
        }
        let mut read: Json = serde_json::from_str(json).map_err(|_cause| TypedError::Json)?;
        if !is_small(&read.types) {
            return Err(TypedError::TooManyTypes);
        }
        let domain = read.domain;
        read.types.entry(DOMAIN.to_owned()).or_insert_with(|| domain_members(&domain));
        let separator = hash_struct(&read.types, DOMAIN, &domain).ok_or(TypedError::Types)?;
        // The domain alone is signed by nobody.
        let primary = Some(&read.primary_type).filter(|name| *name != DOMAIN);
        let message = primary.and_then(|name| hash_struct(&read.types, name, &read.message));
        let message = message.ok_or(TypedError::Types)?;
        Ok(Self {
            hash: typed_data_digest(separator, message),
            primary_type: read.primary_type,
            domain_name: domain.get("name").and_then(Value::as_str).map(str::to_owned),
            chain_id: domain.get("chainId").map(chain_id).transpose()?,
            verifying_contract: domain.get("verifyingContract").and_then(address),
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

fn is_small(types: &Types) -> bool {
    types.len() <= MAX_TYPES
        && types.values().all(|members| {
            members.len() <= MAX_MEMBERS
                && members.iter().all(|member| member.kind.len() <= MAX_TYPE_NAME)
        })
}

/// The domain's type where the JSON leaves it out: what is there, in the order of the standard.
fn domain_members(domain: &Map<String, Value>) -> Vec<Member> {
    let there = DOMAIN_MEMBERS.iter().filter(|(name, _)| domain.contains_key(*name));
    there
        .map(|(name, kind)| Member { name: (*name).to_owned(), kind: (*kind).to_owned() })
        .collect()
}

fn chain_id(value: &Value) -> Result<u64, TypedError> {
    let text = value.as_str().map(|text| {
        let (digits, radix) = text.strip_prefix("0x").map_or((text, 10), |hex| (hex, 16));
        U256::from_str_radix(digits, radix).ok().and_then(|id| u64::try_from(id).ok())
    });
    text.unwrap_or_else(|| value.as_u64()).ok_or(TypedError::ChainId)
}

fn address(value: &Value) -> Option<Address> {
    value.as_str()?.parse().ok()
}
