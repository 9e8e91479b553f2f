//! The format of a trace, as its README gives it. Fields that a replay does not need are named too,
//! so that an unknown one is noticed.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// One line of `index.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IndexEntry {
    pub(crate) file: String,
    #[serde(rename = "kind")]
    _kind: String,
    #[serde(rename = "chainId")]
    _chain_id: u64,
    #[serde(rename = "why")]
    _why: String,
}

/// One scenario.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Trace {
    pub(crate) name: String,
    #[serde(rename = "kind")]
    _kind: String,
    #[serde(rename = "why")]
    _why: String,
    pub(crate) kernel_version: String,
    pub(crate) entry_point: Address,
    pub(crate) chain_id: u64,
    #[serde(rename = "keys")]
    _keys: IgnoredAny,
    pub(crate) accounts: Vec<TraceAccount>,
    pub(crate) permissions: Vec<TracePermission>,
    pub(crate) setup: Setup,
    pub(crate) steps: Vec<Step>,
}

/// An account of a trace.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TraceAccount {
    pub(crate) address: Address,
    pub(crate) sudo: Sudo,
    #[serde(rename = "rootValidator")]
    _root_validator: Address,
    pub(crate) index: u64,
    pub(crate) owner: TraceOwner,
    #[serde(rename = "initCode")]
    _init_code: IgnoredAny,
}

/// Its root validator.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sudo {
    Mc,
    Ecdsa,
    Webauthn,
}

/// Its owner.
#[derive(Debug, Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase", deny_unknown_fields)]
pub(crate) enum TraceOwner {
    Key(Address),
    Passkey { x: B256, y: B256, authenticator_id_hash: B256 },
}

/// A permission of a trace; everything follows from its enable data.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TracePermission {
    pub(crate) permission_id: FixedBytes<4>,
    pub(crate) enable_data: Bytes,
}

/// What must be there before the first step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Setup {
    pub(crate) timestamp: u64,
    pub(crate) balances: Vec<Balance>,
    pub(crate) code: Vec<Code>,
}

/// A native balance to set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Balance {
    pub(crate) address: Address,
    pub(crate) wei: U256,
}

/// Runtime code to place where there is none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    pub(crate) address: Address,
    pub(crate) runtime: Bytes,
}

/// One thing to do.
#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Step {
    /// The next step happens at this time (it says so itself too).
    SetTime { timestamp: u64 },
    /// A user operation by `handleOps`.
    #[serde(rename_all = "camelCase")]
    UserOp {
        at: u64,
        user_op: Box<PackedOperation>,
        user_op_hash: B256,
        via: String,
        submitter: Address,
        expect: OperationOutcome,
        #[serde(rename = "note")]
        _note: Option<IgnoredAny>,
        #[serde(rename = "about")]
        _about: Option<IgnoredAny>,
    },
    /// A transaction.
    Tx {
        at: u64,
        from: Address,
        to: Address,
        data: Bytes,
        value: U256,
        expect: TransactionOutcome,
        #[serde(rename = "note")]
        _note: Option<IgnoredAny>,
    },
    /// A question.
    Call {
        at: u64,
        from: Address,
        to: Address,
        data: Bytes,
        expect: CallOutcome,
        #[serde(rename = "note")]
        _note: Option<IgnoredAny>,
    },
}

/// A packed user operation of EntryPoint 0.7 with its signature.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PackedOperation {
    pub(crate) sender: Address,
    pub(crate) nonce: U256,
    pub(crate) init_code: Bytes,
    pub(crate) call_data: Bytes,
    pub(crate) account_gas_limits: B256,
    pub(crate) pre_verification_gas: U256,
    pub(crate) gas_fees: B256,
    pub(crate) paymaster_and_data: Bytes,
    pub(crate) signature: Bytes,
}

/// What becomes of a user operation.
#[derive(Debug, Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase", deny_unknown_fields)]
pub(crate) enum OperationOutcome {
    /// It is part of a block.
    Included {
        included: bool,
        success: bool,
        logs: Vec<Log>,
        revert_reason: Option<Bytes>,
        #[serde(rename = "decoded")]
        _decoded: Option<IgnoredAny>,
    },
    /// `handleOps` reverts.
    Rejected { rejected: Rejection },
}

/// How `handleOps` reverts.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rejection {
    pub(crate) failed_op: Option<String>,
    pub(crate) inner_revert_data: Option<Bytes>,
    pub(crate) revert_data: Option<Bytes>,
    #[serde(rename = "decoded")]
    _decoded: Option<IgnoredAny>,
}

/// What becomes of a transaction.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TransactionOutcome {
    pub(crate) success: bool,
    pub(crate) logs: Option<Vec<Log>>,
    pub(crate) revert_data: Option<Bytes>,
    #[serde(rename = "decoded")]
    _decoded: Option<IgnoredAny>,
}

/// What a question answers.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum CallOutcome {
    /// Return data.
    Returns { returns: Bytes },
    /// Revert data.
    Reverts {
        reverts: Bytes,
        #[serde(rename = "decoded")]
        _decoded: Option<IgnoredAny>,
    },
}

/// A log.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Log {
    pub(crate) address: Address,
    pub(crate) topics: Vec<B256>,
    pub(crate) data: Bytes,
}
