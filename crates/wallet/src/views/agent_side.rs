//! What agents ask and get: addresses, balances, reads, and operations.
//!
//! Refuses: anything of another agent, of the owner's key or of the settings.

use alloy_primitives::{Address, B256, Bytes, U256};
use latchkey_core::user_op::UserOperation;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::amount::Amount;
use crate::error::FailedRule;
use crate::record::OperationStatus;
use crate::use_case::abi_text::{AbiInput, AbiOutput, FunctionSource};

/// The account, as agents see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentAccount {
    /// Checksummed address, the same on every chain.
    pub address: String,
    /// What the owner calls it.
    pub name: String,
    /// Networks on which it can be used.
    pub networks: Vec<AgentNetwork>,
}

/// A network, as agents see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentNetwork {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name.
    pub name: String,
    /// Symbol of the native coin.
    pub native_symbol: String,
    /// Test money only.
    pub built_in: bool,
}

/// One balance, dated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentBalance {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Whose.
    pub address: String,
    /// Token contract; `None` = native coin.
    pub token: Option<String>,
    /// How much.
    pub amount: Amount,
    /// Symbol of the network's native coin.
    pub native_symbol: String,
    /// Block it was read at.
    pub block: u32,
}

/// A view function to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRead {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Contract.
    pub contract: Address,
    /// Which function.
    pub source: FunctionSource,
    /// Its arguments, in order.
    pub args: Vec<AbiInput>,
}

/// What a view function answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentReadAnswer {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Results in order; raw hex when the signature names no return types.
    pub results: Vec<AbiOutput>,
    /// Block it was read at.
    pub block: u32,
}

/// Calls an agent wants made, as one atomic operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentExecute {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// In order; at least one.
    pub calls: Vec<AgentCall>,
    /// Permission id to use, `0x` and 8 hex digits; `None` = the first that fits.
    pub permission_id: Option<String>,
    /// Seconds to wait for inclusion, 45 at most.
    pub wait_secs: u8,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentCall {
    /// Contract or recipient.
    pub to: Address,
    /// Native coin sent along, wei.
    pub value: U256,
    /// What to call.
    pub input: CallInput,
}

/// What a call carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallInput {
    /// Calldata as it is; empty for a plain transfer.
    Data(Bytes),
    /// A function and its arguments.
    Function {
        /// Which function.
        source: FunctionSource,
        /// Its arguments, in order.
        args: Vec<AbiInput>,
    },
}

/// An operation of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentOperation {
    /// Row id.
    pub operation_id: u32,
    /// Where it stands. `submitted` and `unknown`: it may still be included; do not send again.
    pub status: OperationStatus,
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Name of the network.
    pub network: String,
    /// Account that sends.
    pub account: String,
    /// Permission id of the key that signed.
    pub permission_id: String,
    /// What it does, in words.
    pub what: String,
    /// UserOperation hash.
    pub user_op_hash: String,
    /// Transaction, once included.
    pub transaction: Option<String>,
    /// Block, once included.
    pub block: Option<u32>,
    /// What it cost, once included.
    pub fee: Option<Amount>,
    /// Why it failed, if it did.
    pub reason: Option<String>,
    /// The rule that refused, if one did.
    pub rule: Option<Box<FailedRule>>,
    /// Where to look at it, if the network has an explorer.
    pub explorer_url: Option<String>,
}

/// An operation that an agent is to sign with a key of its own. Nothing was signed or sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentPrepared {
    /// EIP-155 chain id.
    pub chain_id: u32,
    /// Account that sends.
    pub account: String,
    /// Permission id of the key.
    pub permission_id: String,
    /// What it does, in words.
    pub what: String,
    /// UserOperation hash; names it when it is submitted.
    pub user_op_hash: B256,
    /// How to sign.
    pub to_sign: ToSign,
    /// The operation itself, its signature field empty.
    pub operation: UserOperation,
    /// EntryPoint whose hash it is.
    pub entry_point: Address,
    /// Seconds until it has to be prepared again.
    pub expires_in_secs: u32,
}

/// How an agent signs a prepared operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToSign {
    /// EIP-191 `personal_sign` over these 32 bytes.
    PersonalSign(B256),
    /// A passkey's answer to these 32 bytes as challenge, the person verified.
    Challenge(B256),
}

/// A prepared operation with the agent's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentSubmit {
    /// Which, as it was prepared.
    pub user_op_hash: B256,
    /// The agent's signature.
    pub signature: AgentSignature,
    /// Seconds to wait for inclusion, 45 at most.
    pub wait_secs: u8,
}

/// A signature that was made outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentSignature {
    /// 65 bytes: `r ‖ s ‖ v`.
    Ecdsa(Bytes),
    /// A passkey's answer.
    Passkey {
        /// As the authenticator gave it.
        authenticator_data: Bytes,
        /// The JSON that was signed, byte for byte.
        client_data_json: String,
        /// DER.
        signature: Bytes,
    },
}
