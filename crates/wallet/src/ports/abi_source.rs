//! Where the functions of a contract are looked up online.
//!
//! Why: a contract's address says nothing; a public directory of verified sources does. Asking one
//! tells its server which contract somebody looks at, so a use case asks only after the person
//! switched it on.
//! Refuses: to be believed: a name from there is foreign text, and an ABI only offers signatures, which
//! core holds to the selectors.

use alloy_json_abi::JsonAbi;
use alloy_primitives::Address;
use async_trait::async_trait;

use super::NetworkError;

/// What is asked.
#[derive(Clone, PartialEq, Eq)]
pub struct AbiAsk {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Contract.
    pub address: Address,
    /// The person's key for the second directory; without one only the first is asked.
    pub etherscan_key: Option<String>,
}

impl std::fmt::Debug for AbiAsk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AbiAsk").field("chain_id", &self.chain_id).finish_non_exhaustive()
    }
}

/// Which directory answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Directory {
    /// Sourcify.
    Sourcify,
    /// Etherscan.
    Etherscan,
}

/// A verified contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAbi {
    /// Who says so.
    pub directory: Directory,
    /// What its authors call it; untrusted, not cleaned.
    pub name: String,
    /// Its functions.
    pub abi: JsonAbi,
}

/// Directories of verified contracts.
#[async_trait]
pub trait AbiSource: Send + Sync {
    /// The contract, if one of them knows it as verified; `None` = none of them does.
    async fn find(&self, ask: AbiAsk) -> Result<Option<FoundAbi>, NetworkError>;
}
