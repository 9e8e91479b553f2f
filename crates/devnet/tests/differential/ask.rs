//! Asking the chain: the whole way through the EntryPoint's `handleOps`, without keeping anything.

use alloy_primitives::Bytes;
use alloy_sol_types::{Revert, SolError as _};
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::user_op::{UserOperation, handle_ops};
use serde_json::{Value, json};

use crate::network::SENDER;

alloy_sol_types::sol! {
    error FailedOp(uint256 opIndex, string reason);
    error FailedOpWithRevert(uint256 opIndex, string reason, bytes inner);
}

/// What the chain says to an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It would be included.
    Accepted,
    /// `FailedOp` or `Error(string)`: the EntryPoint's text.
    Refused(String),
    /// `FailedOpWithRevert`: the text and the inner revert data.
    Reverted(String, Bytes),
    /// Anything else.
    Other(String),
}

/// Calldata of `handleOps` for one operation.
pub fn bundle(op: &UserOperation) -> Bytes {
    handle_ops([op.pack()], SENDER)
}

/// The question whether the next block would take it.
pub fn question(op: &UserOperation) -> (&'static str, Value) {
    let call = json!({"from": SENDER, "to": ENTRY_POINT_07, "data": bundle(op)});
    ("eth_call", json!([call, "pending"]))
}

/// The answer to it.
pub fn verdict(answer: &Value) -> Verdict {
    if answer.get("result").is_some() {
        return Verdict::Accepted;
    }
    let data = answer["error"]["data"].as_str().and_then(|text| text.parse::<Bytes>().ok());
    let Some(data) = data else { return Verdict::Other(answer.to_string()) };
    if let Ok(failed) = FailedOpWithRevert::abi_decode(&data) {
        return Verdict::Reverted(failed.reason, failed.inner);
    }
    match FailedOp::abi_decode(&data) {
        // Asked after all validation is done: the block has too little gas for the call's limit.
        Ok(failed) if failed.reason.starts_with("AA95") => Verdict::Accepted,
        Ok(failed) => Verdict::Refused(failed.reason),
        // AA94 is a plain `require`.
        Err(_) => Revert::abi_decode(&data).map_or_else(
            |_| Verdict::Other(data.to_string()),
            |said| Verdict::Refused(said.reason),
        ),
    }
}
