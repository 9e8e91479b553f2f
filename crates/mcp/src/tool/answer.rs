//! One shape of answer: a flat object with a status, and an error when it failed.
//!
//! Why: some clients show the model only the text, others only the structured part, and some check
//! the structured part against the schema even when it is an error. So both carry the same object
//! and every failure fits the tool's own schema.
//! Refuses: an answer larger than [`ANSWER_MAX`]; bare text; a failure that is not flagged.

use rmcp::model::{CallToolResult, ContentBlock};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::error::{ErrorCode, ToolError};

/// Largest answer, in bytes of JSON.
const ANSWER_MAX: usize = 32 * 1024;

/// What a tool answers.
pub(crate) trait Output: Serialize + JsonSchema {
    /// A failure, in this shape.
    fn failed(error: ToolError) -> Self;
    /// The failure, if it is one.
    fn error(&self) -> Option<&ToolError>;
}

/// An answer, ready for the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    json: Value,
    text: String,
    code: Option<ErrorCode>,
}

/// The answer of an output.
pub(crate) fn of<T: Output>(output: &T) -> Answer {
    let json = serde_json::to_value(output).unwrap_or_default();
    let text = json.to_string();
    if text.len() <= ANSWER_MAX {
        return Answer { json, text, code: output.error().map(|error| error.code) };
    }
    let message = format!("The answer has {} bytes; at most {ANSWER_MAX} fit.", text.len());
    failed::<T>(ToolError::new(ErrorCode::InvalidArguments, message).suggest("Ask for less."))
}

/// A failure in a tool's shape. It is small: every text of an error is capped.
pub(crate) fn failed<T: Output>(error: ToolError) -> Answer {
    let code = Some(error.code);
    let json = serde_json::to_value(T::failed(error)).unwrap_or_default();
    let text = json.to_string();
    Answer { json, text, code }
}

impl Answer {
    /// The code of the failure, if it is one.
    #[must_use]
    pub const fn code(&self) -> Option<ErrorCode> {
        self.code
    }
}

impl From<Answer> for CallToolResult {
    fn from(answer: Answer) -> Self {
        let failed = answer.code.is_some();
        let mut result = if failed {
            Self::structured_error(answer.json)
        } else {
            Self::structured(answer.json)
        };
        result.content = vec![ContentBlock::text(answer.text)];
        result.is_error = Some(failed);
        result
    }
}

/// Where a tool that reads stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReadStatus {
    /// Read.
    #[default]
    Ok,
    /// Not read; see error.
    Error,
}
