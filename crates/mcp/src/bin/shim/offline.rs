//! Answers while the app cannot be reached.
//!
//! Why: a client that gets no first answer gives up on the server for good; one that gets the list
//! of tools and a clear error tries again.
//! Refuses: to pretend that a call was made.

use serde_json::{Value, json};

use crate::wire::{self, Request};

/// What the app itself lists; a test holds the two equal.
const CATALOG: &str = include_str!("catalog.json");

/// Newest version with a handshake.
const HANDSHAKE: &str = "2025-11-25";
const VERSIONS: [&str; 5] = ["2026-07-28", HANDSHAKE, "2025-06-18", "2025-03-26", "2024-11-05"];

const NO_SUCH_METHOD: i32 = -32601;
const NOT_REACHABLE: i32 = -32010;

/// Why the app does not answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Why {
    /// It is closed.
    NotRunning,
    /// It runs; the owner keeps agents out.
    AccessOff,
    /// The owner stopped everything; whether the app runs, hangs or is closed.
    Stopped,
    /// It runs and does not answer.
    Busy,
    /// It went away while the call ran.
    WentAway,
    /// It turned this agent away, with its error.
    Refused(Value),
}

impl Why {
    /// The error, in the shape of every tool.
    fn error(&self, tool: &str) -> Value {
        let sends = matches!(tool, "native_transfer" | "execute_transaction" | "submit_operation");
        let (code, retryable, message, suggestion) = match self {
            Self::Refused(error) if error.is_object() => return error.clone(),
            Self::Refused(_) | Self::NotRunning => (
                "APP_NOT_RUNNING",
                true,
                "Latchkey is not running.",
                "Nothing was sent. Ask the owner to open Latchkey and to switch agent access on.",
            ),
            Self::AccessOff => (
                "AGENT_ACCESS_OFF",
                false,
                "Agent access is off.",
                "Ask the owner to switch it on in Latchkey, on the Agents page.",
            ),
            Self::Stopped => (
                "AGENT_ACCESS_OFF",
                false,
                "The owner has stopped all keys.",
                "Nothing was sent. Only the owner can let agents in again, in Latchkey.",
            ),
            Self::Busy => (
                "BUSY",
                true,
                "Latchkey does not answer in time.",
                "Nothing was sent. Try again in a moment.",
            ),
            Self::WentAway if sends => (
                "APP_CLOSED",
                false,
                "Latchkey went away during the call; nobody knows yet whether it was sent.",
                "Do not send it again blindly. When Latchkey is back, look at get_balance or ask \
                 the owner what the activity list says.",
            ),
            Self::WentAway => (
                "APP_CLOSED",
                true,
                "Latchkey went away during the call.",
                "Nothing was sent. Try again when Latchkey is back.",
            ),
        };
        json!({ "code": code, "message": message, "retryable": retryable, "suggestion": suggestion })
    }
}

/// The answer to a request.
pub(crate) fn answer(request: &Request, why: &Why) -> Value {
    let catalog: Value = serde_json::from_str(CATALOG).unwrap_or_default();
    let result = match request.method.as_str() {
        "initialize" => initialize(&catalog, request.version.as_deref()),
        "server/discover" => discover(&catalog),
        "ping" => json!({}),
        "tools/list" => json!({
            "tools": catalog.get("tools"), "ttlMs": 0, "cacheScope": "private", "resultType": "complete",
        }),
        "tools/call" => call(&catalog, request, why),
        "prompts/list" | "resources/list" | "resources/templates/list" => {
            return wire::fault(&request.id, NO_SUCH_METHOD, "not offered", &Value::Null);
        }
        _ => {
            let error = why.error("");
            let message = error
                .get("message")
                .and_then(Value::as_str)
                .unwrap_or("Latchkey cannot be reached.");
            return wire::fault(
                &request.id,
                NOT_REACHABLE,
                message,
                &json!({ "code": error.get("code") }),
            );
        }
    };
    wire::answer(&request.id, &result)
}

fn call(catalog: &Value, request: &Request, why: &Why) -> Value {
    let tool = request.tool.as_deref().unwrap_or_default();
    let known = catalog
        .get("tools")
        .and_then(Value::as_array)
        .is_some_and(|all| all.iter().any(|t| t.get("name").is_some_and(|name| name == tool)));
    let error = if known {
        why.error(tool)
    } else {
        json!({ "code": "INVALID_ARGUMENTS", "message": "There is no such tool.", "retryable": false })
    };
    let object = json!({ "status": "error", "error": error });
    json!({
        "content": [{ "type": "text", "text": object.to_string() }],
        "structuredContent": object,
        "isError": true,
        "resultType": "complete",
    })
}

fn initialize(catalog: &Value, asked: Option<&str>) -> Value {
    let known = asked.filter(|asked| VERSIONS.iter().skip(1).any(|version| version == asked));
    json!({
        "protocolVersion": known.unwrap_or(HANDSHAKE),
        "capabilities": catalog.get("capabilities"),
        "serverInfo": catalog.get("serverInfo"),
        "instructions": catalog.get("instructions"),
    })
}

fn discover(catalog: &Value) -> Value {
    json!({
        "resultType": "complete",
        "supportedVersions": VERSIONS,
        "capabilities": catalog.get("capabilities"),
        "instructions": catalog.get("instructions"),
        "ttlMs": 0,
        "cacheScope": "private",
        "_meta": { "io.modelcontextprotocol/serverInfo": catalog.get("serverInfo") },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, tool: Option<&str>) -> Request {
        let tool = tool.map(Into::into);
        Request { id: json!(7), method: method.into(), tool, version: Some("2025-06-18".into()) }
    }

    #[test]
    fn the_first_answers_do_not_need_the_app() {
        let first = answer(&request("initialize", None), &Why::NotRunning);
        assert_eq!(first["result"]["protocolVersion"], "2025-06-18");
        let list = answer(&request("tools/list", None), &Why::NotRunning);
        assert!(list["result"]["tools"].as_array().is_some_and(|tools| tools.len() >= 3));
    }

    #[test]
    fn a_call_says_why_and_that_nothing_was_sent() {
        let said =
            |why| answer(&request("tools/call", Some("get_balance")), &why)["result"].clone();
        assert_eq!(said(Why::NotRunning)["structuredContent"]["error"]["code"], "APP_NOT_RUNNING");
        assert_eq!(said(Why::Stopped)["structuredContent"]["error"]["code"], "AGENT_ACCESS_OFF");
        assert_eq!(said(Why::AccessOff)["structuredContent"]["error"]["code"], "AGENT_ACCESS_OFF");
        let own = json!({ "code": "UNKNOWN_AGENT" });
        let refused = said(Why::Refused(own));
        assert_eq!(refused["structuredContent"]["error"]["code"], "UNKNOWN_AGENT");
        assert_eq!(refused["content"][0]["text"], refused["structuredContent"].to_string());
    }
}
