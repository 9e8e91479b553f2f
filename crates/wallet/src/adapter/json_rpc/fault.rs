//! Reading what went wrong.
//!
//! Why: endpoints hide revert data in many places: as a hex string, inside an object, or at the
//! end of a sentence.
//! Refuses: to pass on foreign text uncut or uncleaned, and to take "the node failed" for "the
//! call reverted".

use std::collections::BTreeMap;

use alloy::rpc::json_rpc::{ErrorPayload, RpcError};
use alloy::transports::TransportError;
use alloy_primitives::{Bytes, hex};
use latchkey_core::text::{REASON_MAX, clean};
use serde::Deserialize;

use super::transport::NoAnswer;
use crate::ports::NetworkError;

/// Why one call of a batch has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::adapter) enum Refusal {
    /// A call was executed and reverted (or halted, with empty data).
    Reverted(Bytes),
    /// Anything else.
    Network(NetworkError),
}

impl From<Refusal> for NetworkError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Reverted(data) => {
                Self::Rejected { code: 3, message: "execution reverted".to_owned(), data }
            }
            Refusal::Network(error) => error,
        }
    }
}

/// What ends an execution without revert data, in the words of the common nodes.
const HALTS: [&str; 6] =
    ["invalid opcode", "out of gas", "invalid jump", "stack underflow", "stack overflow", "revert"];

/// Tells a reverted call from a failing endpoint.
pub(super) fn refusal(error: TransportError) -> Refusal {
    if let RpcError::ErrorResp(payload) = &error {
        let said = payload.message.to_lowercase();
        // 3: geth; -32015: other nodes' "VM execution error".
        if matches!(payload.code, 3 | -32015) || HALTS.iter().any(|halt| said.contains(halt)) {
            return Refusal::Reverted(data_of(payload));
        }
    }
    Refusal::Network(network_error(error))
}

/// Maps an error of the whole exchange.
pub(super) fn network_error(error: TransportError) -> NetworkError {
    let nonsense = || NetworkError::Unreachable(NoAnswer::NotJsonRpc.to_string());
    match error {
        RpcError::ErrorResp(payload) => NetworkError::Rejected {
            code: payload.code,
            message: clean(&payload.message, REASON_MAX),
            data: data_of(&payload),
        },
        RpcError::Transport(kind) => {
            NetworkError::Unreachable(clean(&kind.to_string(), REASON_MAX))
        }
        RpcError::NullResp
        | RpcError::DeserError { .. }
        | RpcError::UnsupportedFeature(_)
        | RpcError::LocalUsageError(_)
        | RpcError::SerError(_) => nonsense(),
    }
}

/// JSON of any shape, of which only texts matter.
#[derive(Deserialize)]
#[serde(untagged)]
enum Shape {
    Text(String),
    Object(BTreeMap<String, Self>),
    List(Vec<Self>),
    Other(serde::de::IgnoredAny),
}

/// The revert data in an error: the first in `data`, else the last in the message; empty if none.
fn data_of(payload: &ErrorPayload) -> Bytes {
    let shape = payload.data.as_ref().and_then(|raw| serde_json::from_str(raw.get()).ok());
    shape.as_ref().and_then(exact).or_else(|| last_in(&payload.message)).unwrap_or_default()
}

/// The revert data of an error's `data`: all of a text that is hex, else what [`last_in`] finds;
/// in an object its own `data` goes first, since other fields may hold addresses.
fn exact(shape: &Shape) -> Option<Bytes> {
    match shape {
        Shape::Text(text) => {
            let all = text.trim().strip_prefix("0x").and_then(|all| hex::decode(all).ok());
            all.map(Bytes::from).or_else(|| last_in(text))
        }
        Shape::Object(fields) => {
            fields.get("data").and_then(exact).or_else(|| fields.values().find_map(somewhere))
        }
        Shape::List(items) => items.iter().find_map(somewhere),
        Shape::Other(_) => None,
    }
}

fn somewhere(shape: &Shape) -> Option<Bytes> {
    match shape {
        Shape::Text(text) => last_in(text),
        Shape::Object(_) | Shape::List(_) => exact(shape),
        Shape::Other(_) => None,
    }
}

/// The last `0x…` in a text that can be revert data: a selector and whole words after it.
fn last_in(text: &str) -> Option<Bytes> {
    let starts = text.rmatch_indices("0x").map(|(at, prefix)| at + prefix.len());
    starts.filter_map(|at| text.get(at..)).find_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
        let bytes = hex::decode(rest.get(..end)?).ok()?;
        (bytes.len() % 32 == 4).then(|| bytes.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(code: i64, message: &str, data: Option<&str>) -> ErrorPayload {
        let data = data.map_or_else(String::new, |data| format!(r#","data":{data}"#));
        let message = serde_json::to_string(message).unwrap();
        serde_json::from_str(&format!(r#"{{"code":{code},"message":{message}{data}}}"#)).unwrap()
    }

    #[test]
    fn revert_data_is_found_wherever_endpoints_put_it() {
        let selector = Bytes::from_static(&[0x59, 0xd5, 0x2e, 0x40]);
        for (message, data) in [
            ("execution reverted", Some(r#""0x59d52e40""#)),
            ("VM execution error.", Some(r#""Reverted 0x59d52e40""#)),
            ("failed", Some(r#"{"originalError":{"code":3,"data":"0x59d52e40"}}"#)),
            ("failed", Some(r#"[{"x":1},{"inner":"0x59d52e40"}]"#)),
            (
                "failed",
                Some(
                    r#"{"account":"0x2d2b23ad8c31a3b3bb3a5b7a3b4a2a1f2e3d4c5b","data":"0x59d52e40"}"#,
                ),
            ),
            (
                "failed",
                Some(r#"{"at":"0x2d2b23ad8c31a3b3bb3a5b7a3b4a2a1f2e3d4c5b","why":"0x59d52e40"}"#),
            ),
            ("UserOperation reverted during simulation: AA23 reverted: 0x59d52e40", None),
            ("account 0x2d2b23ad8c31a3b3bb3a5b7a3b4a2a1f2e3d4c5b failed: 0x59d52e40.", None),
        ] {
            assert_eq!(data_of(&payload(-32500, message, data)), selector, "{message} {data:?}");
        }
        assert_eq!(data_of(&payload(-32500, "AA25 invalid account nonce", None)), Bytes::new());
    }

    #[test]
    fn a_failing_node_is_not_taken_for_a_reverted_call() {
        let of = |code, message| refusal(RpcError::ErrorResp(payload(code, message, None)));
        assert_eq!(of(3, "execution reverted"), Refusal::Reverted(Bytes::new()));
        assert_eq!(of(-32000, "execution reverted"), Refusal::Reverted(Bytes::new()));
        assert_eq!(of(-32000, "invalid opcode: INVALID"), Refusal::Reverted(Bytes::new()));
        for message in ["header not found", "missing trie node", "rate limit", "Internal error"] {
            assert!(matches!(of(-32000, message), Refusal::Network(_)), "{message}");
        }
    }

    #[test]
    fn foreign_words_are_cleaned_and_cut() {
        let long = format!("a\u{202e}b\n{}", "x".repeat(1000));
        let error = network_error(RpcError::ErrorResp(payload(-1, &long, None)));
        let NetworkError::Rejected { message, .. } = error else { panic!("{error:?}") };
        assert!(message.chars().count() <= REASON_MAX && !message.contains(['\u{202e}', '\n']));
    }
}
