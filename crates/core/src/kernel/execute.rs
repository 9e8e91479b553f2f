//! `execute(bytes32 mode, bytes executionCalldata)`: what an account is told to do (spec 10).
//!
//! Why: the person reads what [`decode_execute`] finds, the chain runs the bytes; the two must be
//! the same thing. Refuses: any encoding but the one [`Execution::encode`] writes (no trailing
//! bytes, no overlapping pointers, no unknown mode), so that a second reading cannot exist.

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use serde::{Deserialize, Serialize};

use crate::abi::{BatchCall, Kernel};

/// Selector of `executeUserOp`, which prefixes `execute` when the validation has a hook.
pub const EXECUTE_USER_OP: [u8; 4] = [0x8d, 0xd7, 0x71, 0x2f];

const SINGLE: u8 = 0x00;
const BATCH: u8 = 0x01;
const DELEGATE: u8 = 0xff;

/// One call of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Call {
    /// Contract or person called.
    pub to: Address,
    /// Native coin sent along, in wei.
    pub value: U256,
    /// Calldata; empty for a plain transfer.
    pub data: Bytes,
}

/// What a failing call does, byte 1 of the mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExecMode {
    /// `0x00`: everything is undone.
    Default,
    /// `0x01`: the others still happen.
    Try,
}

/// Calldata of `execute`, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// What a failing call does.
    pub mode: ExecMode,
    /// What is called.
    pub body: ExecutionBody,
}

/// The three call types Kernel runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExecutionBody {
    /// `0x00`.
    Single(Call),
    /// `0x01`; may be empty.
    Batch(Vec<Call>),
    /// `0xff`: foreign code runs as the account.
    Delegate {
        /// Whose code.
        target: Address,
        /// Its calldata.
        data: Bytes,
    },
}

/// Why calldata is not an `execute` this crate vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExecuteError {
    /// The first four bytes are not `execute`.
    #[error("these bytes do not call `execute`; refuse the operation")]
    OtherFunction,
    /// The ABI words do not parse, or carry more than they need.
    #[error("these bytes are not a plain encoding of `execute`; refuse the operation")]
    Malformed,
    /// A call type or a failure mode that no Kernel version runs.
    #[error("the execution mode is unknown to Kernel; refuse the operation")]
    UnknownMode,
}

impl Execution {
    /// The ordinary calls, in order; empty for a delegatecall.
    #[must_use]
    pub fn calls(&self) -> &[Call] {
        match &self.body {
            ExecutionBody::Single(call) => std::slice::from_ref(call),
            ExecutionBody::Batch(calls) => calls,
            ExecutionBody::Delegate { .. } => &[],
        }
    }

    /// Calldata of `execute`.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let (call_type, payload) = match &self.body {
            ExecutionBody::Single(call) => (SINGLE, single(call)),
            ExecutionBody::Batch(calls) => (BATCH, batch(calls)),
            ExecutionBody::Delegate { target, data } => {
                (DELEGATE, [target.as_slice(), data].concat())
            }
        };
        let exec_type = match self.mode {
            ExecMode::Default => 0,
            ExecMode::Try => 1,
        };
        let mode = B256::right_padding_from(&[call_type, exec_type]);
        Kernel::executeCall { mode, executionCalldata: payload.into() }.abi_encode().into()
    }
}

/// `execute` over calls: exactly one is a single call, any other number a batch.
#[must_use]
pub fn encode_execute(calls: &[Call], mode: ExecMode) -> Bytes {
    let body = match calls {
        [call] => ExecutionBody::Single(call.clone()),
        calls => ExecutionBody::Batch(calls.to_vec()),
    };
    Execution { mode, body }.encode()
}

/// Calldata of an owner operation: one call of the account to itself goes verbatim (the EntryPoint
/// calls the account anyway; value to oneself moves nothing), everything else through [`encode_execute`]. Not for session keys,
/// which are granted `execute` alone.
#[must_use]
pub fn encode_owner_calls(account: Address, calls: &[Call]) -> Bytes {
    match calls {
        [call] if call.to == account => call.data.clone(),
        calls => encode_execute(calls, ExecMode::Default),
    }
}

/// `execute` as a delegatecall: `target`'s code runs as the account.
#[must_use]
pub fn encode_delegatecall(target: Address, data: Bytes, mode: ExecMode) -> Bytes {
    Execution { mode, body: ExecutionBody::Delegate { target, data } }.encode()
}

/// Calldata for a validation that has a hook: `executeUserOp ‖ execute calldata`.
#[must_use]
pub fn with_hook_prefix(execute: &[u8]) -> Bytes {
    [EXECUTE_USER_OP.as_slice(), execute].concat().into()
}

/// Reads `execute` calldata (without a hook prefix).
///
/// # Errors
/// [`ExecuteError`] when the bytes are anything but what [`Execution::encode`] writes.
pub fn decode_execute(data: &[u8]) -> Result<Execution, ExecuteError> {
    if data.get(..4) != Some(&Kernel::executeCall::SELECTOR) {
        return Err(ExecuteError::OtherFunction);
    }
    let call = Kernel::executeCall::abi_decode(data).ok().ok_or(ExecuteError::Malformed)?;
    let [call_type, exec_type, ..] = call.mode.0;
    let mode = match exec_type {
        0 => ExecMode::Default,
        1 => ExecMode::Try,
        _ => return Err(ExecuteError::UnknownMode),
    };
    let body = decode_body(call_type, &call.executionCalldata)?;
    let execution = Execution { mode, body };
    if *execution.encode() == *data { Ok(execution) } else { Err(ExecuteError::Malformed) }
}

fn decode_body(call_type: u8, payload: &[u8]) -> Result<ExecutionBody, ExecuteError> {
    match call_type {
        SINGLE => {
            let (to, rest) = payload.split_first_chunk::<20>().ok_or(ExecuteError::Malformed)?;
            let (value, data) = rest.split_first_chunk::<32>().ok_or(ExecuteError::Malformed)?;
            Ok(ExecutionBody::Single(Call {
                to: to.into(),
                value: U256::from_be_bytes(*value),
                data: Bytes::copy_from_slice(data),
            }))
        }
        BATCH => {
            let calls =
                <Vec<BatchCall>>::abi_decode(payload).ok().ok_or(ExecuteError::Malformed)?;
            Ok(ExecutionBody::Batch(
                calls
                    .into_iter()
                    .map(|call| Call { to: call.target, value: call.value, data: call.data })
                    .collect(),
            ))
        }
        DELEGATE => {
            let (target, data) =
                payload.split_first_chunk::<20>().ok_or(ExecuteError::Malformed)?;
            Ok(ExecutionBody::Delegate {
                target: target.into(),
                data: Bytes::copy_from_slice(data),
            })
        }
        _ => Err(ExecuteError::UnknownMode),
    }
}

fn single(call: &Call) -> Vec<u8> {
    [call.to.as_slice(), &call.value.to_be_bytes::<32>(), &call.data].concat()
}

fn batch(calls: &[Call]) -> Vec<u8> {
    let calls: Vec<BatchCall> = calls
        .iter()
        .map(|call| BatchCall { target: call.to, value: call.value, data: call.data.clone() })
        .collect();
    calls.abi_encode()
}

#[cfg(test)]
#[path = "execute_tests.rs"]
mod tests;
