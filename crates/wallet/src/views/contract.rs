//! What is known of a contract: its functions, who says so, and whether it is there.
//!
//! Refuses: to call an unread network empty.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A contract for the builder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContractFacts {
    /// What it is called, cleaned.
    pub name: Option<String>,
    /// Who says what functions it has.
    pub source: AbiFrom,
    /// Functions that change something, by name.
    pub functions: Vec<FunctionFacts>,
    /// One per chain that was asked about.
    pub presence: Vec<Presence>,
    /// Why nothing could be looked up online, if that was tried.
    pub lookup_problem: Option<String>,
}

/// Who says what functions a contract has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AbiFrom {
    /// This app: a standard that the contract answers to, or a well-known address.
    BuiltIn,
    /// The person, who pasted or opened an ABI.
    Pasted,
    /// Sourcify.
    Sourcify,
    /// Etherscan.
    Etherscan,
    /// Nobody.
    None,
}

/// One function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FunctionFacts {
    /// `name(type,type)`.
    pub signature: String,
    /// `0x` and 8 hex digits.
    pub selector: String,
    /// In order.
    pub args: Vec<FunctionArg>,
    /// Native coin can be sent along.
    pub payable: bool,
    /// It is known to move money, to give allowances, or to carry other calls.
    pub moves_value: bool,
}

/// One argument of a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FunctionArg {
    /// Its name, cleaned; may be empty.
    pub name: String,
    /// Its type, tuples written out.
    #[serde(rename = "type")]
    pub ty: String,
}

/// Whether a contract is on a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Whether code is there.
    pub code: HasCode,
    /// Why it is not known.
    pub why: Option<String>,
}

/// An answer about code that may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum HasCode {
    /// There is.
    Yes,
    /// There is none.
    No,
    /// Nobody answered.
    Unknown,
}
