//! JSON-RPC 2.0 on the wire: requests, answers, errors, positional parameters.
//! Untyped JSON ends here: every method takes typed parameters out of [`Params`].

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use latchkey_core::text::{REASON_MAX, SIGNATURE_MAX, clean};

use crate::chain::{ChainError, OverrideError};

/// One call.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    /// Number or text that the answer repeats; missing in a notification.
    #[serde(default)]
    pub(super) id: Option<Value>,
    /// What to do.
    pub(super) method: String,
    /// Positional parameters.
    #[serde(default)]
    pub(super) params: Option<Vec<Value>>,
}

/// One answer.
#[derive(Debug, Serialize)]
pub(super) struct Response {
    jsonrpc: &'static str,
    id: Value,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Result(Value),
    Error(RpcError),
}

impl Response {
    /// The answer to the call with this id.
    pub(super) fn new(id: Option<Value>, result: Result<Value, RpcError>) -> Self {
        let outcome = result.map_or_else(Outcome::Error, Outcome::Result);
        Self { jsonrpc: "2.0", id: id.unwrap_or(Value::Null), outcome }
    }
}

/// An error as callers see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RpcError {
    /// JSON-RPC, Ethereum or ERC-4337 code.
    pub(crate) code: i64,
    /// What happened.
    pub(crate) message: String,
    /// Revert data, or facts about a refused user operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<Value>,
}

impl RpcError {
    /// An error without data.
    pub(crate) fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    /// -32700: the body is not JSON.
    pub(super) fn parse(error: &serde_json::Error) -> Self {
        Self::new(-32700, format!("the body is not JSON: {error}"))
    }

    /// -32600: the body is JSON but no call.
    pub(super) fn request(why: &str) -> Self {
        Self::new(-32600, format!("not a JSON-RPC request: {why}"))
    }

    /// -32601: no such method.
    pub(super) fn method(name: &str) -> Self {
        Self::new(-32601, format!("the local network has no method {}", clean(name, SIGNATURE_MAX)))
    }

    /// -32602: parameters that do not fit.
    pub(crate) fn params(why: impl Into<String>) -> Self {
        Self::new(-32602, why)
    }

    /// -32603: our own fault.
    pub(crate) fn internal(why: impl Into<String>) -> Self {
        Self::new(-32603, why)
    }

    /// -32000: the request is well-formed but cannot be done.
    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self::new(-32000, why)
    }

    /// The same error with data.
    pub(crate) fn with_data(mut self, data: impl Into<Value>) -> Self {
        self.data = Some(data.into());
        self
    }
}

impl From<OverrideError> for RpcError {
    fn from(error: OverrideError) -> Self {
        Self::params(error.to_string())
    }
}

impl From<ChainError> for RpcError {
    fn from(error: ChainError) -> Self {
        match error {
            ChainError::Invalid(_) | ChainError::Reverts(_) => Self::refused(error.to_string()),
            ChainError::Journal(_) => Self::internal(error.to_string()),
        }
    }
}

/// Positional parameters.
#[derive(Debug)]
pub(crate) struct Params(Vec<Value>);

impl Params {
    /// The parameters of a request.
    pub(super) fn new(params: Option<Vec<Value>>) -> Self {
        Self(params.unwrap_or_default())
    }

    /// The parameter at a position.
    ///
    /// # Errors
    /// -32602 when it is missing or of another form.
    pub(crate) fn at<T: DeserializeOwned>(
        &mut self,
        index: usize,
        name: &str,
    ) -> Result<T, RpcError> {
        let missing = || RpcError::params(format!("parameter {index} ({name}) is missing"));
        self.optional(index, name)?.ok_or_else(missing)
    }

    /// The parameter at a position, if it is there and not null.
    ///
    /// # Errors
    /// -32602 when it is of another form.
    pub(crate) fn optional<T: DeserializeOwned>(
        &mut self,
        index: usize,
        name: &str,
    ) -> Result<Option<T>, RpcError> {
        let value = self.0.get_mut(index).map(Value::take).filter(|value| !value.is_null());
        let read = value.map(serde_json::from_value).transpose();
        read.map_err(|error| {
            RpcError::params(format!(
                "parameter {index} ({name}) does not read: {}",
                clean(&error.to_string(), REASON_MAX)
            ))
        })
    }
}

/// An answer as JSON.
///
/// # Errors
/// -32603 when it cannot be written as JSON, which would be a defect.
pub(crate) fn json(answer: impl Serialize) -> Result<Value, RpcError> {
    serde_json::to_value(answer).map_err(|error| RpcError::internal(error.to_string()))
}
