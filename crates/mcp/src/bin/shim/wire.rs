//! JSON-RPC lines, as far as the shim must understand them.
//!
//! Refuses: to look into what a call carries or answers.

use serde_json::{Map, Value, json};

/// What a line is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Line {
    /// Asks for an answer.
    Request(Request),
    /// Asks for none.
    Notification(String),
    /// An answer, to the request with this id.
    Answer(Value),
    /// No JSON-RPC.
    Noise,
}

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    /// Its id, as it was given.
    pub(crate) id: Value,
    /// Its method.
    pub(crate) method: String,
    /// The tool it calls, if it calls one.
    pub(crate) tool: Option<String>,
    /// The protocol version it asks for, if it says one.
    pub(crate) version: Option<String>,
}

impl Line {
    /// Reads a line.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let Ok(mut raw) = serde_json::from_slice::<Map<String, Value>>(bytes) else {
            return Self::Noise;
        };
        let word = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let (method, id) = (word(raw.get("method")), raw.remove("id"));
        let of_params = |name| word(raw.get("params").and_then(|params| params.get(name)));
        match (method, id) {
            (Some(method), Some(id)) => Self::Request(Request {
                id,
                method,
                tool: of_params("name"),
                version: of_params("protocolVersion"),
            }),
            (Some(method), None) => Self::Notification(method),
            (None, Some(id)) => Self::Answer(id),
            (None, None) => Self::Noise,
        }
    }
}

/// An answer.
pub(crate) fn answer(id: &Value, result: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "result": result })
}

/// A fault of the protocol.
pub(crate) fn fault(id: &Value, code: i32, message: &str, data: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message, "data": data } })
}
