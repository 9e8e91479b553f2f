//! Call policy: which contracts, functions, arguments and values (spec 4.4).
//!
//! A call is looked up by call type, target and selector; an exact target hides the wildcard entry
//! for that selector. Rules compare 32-byte words as unsigned integers.
//! Refuses: data that is not canonical; what a version would not install is
//! [`crate::policy::installable`]'s to say.

mod decode;
mod encode;
mod kind;
mod version;

use alloy_primitives::{Address, B256, FixedBytes, U256};
use serde::{Deserialize, Serialize};

pub use kind::{CallType, Condition};
pub use version::CallPolicyVersion;

/// A call policy: a list of permitted calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallPolicy {
    /// Which contract checks it.
    pub version: CallPolicyVersion,
    /// What it permits.
    pub permissions: Vec<CallPermission>,
}

/// One permitted call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallPermission {
    /// How it is called.
    pub call_type: CallType,
    /// Contract; zero = any.
    pub target: Address,
    /// Function; zero = empty calldata (or the literal selector 0).
    pub selector: FixedBytes<4>,
    /// Most native coin sent along, wei, inclusive, per call.
    pub value_limit: U256,
    /// All must hold.
    pub rules: Vec<ParamRule>,
}

/// A rule on one word of the arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParamRule {
    /// How it compares.
    pub condition: Condition,
    /// Bytes after the selector where the word begins.
    pub offset: u64,
    /// With what.
    pub params: Vec<B256>,
}
