//! An MCP client that nobody here wrote: the official TypeScript SDK, run by Node.
//!
//! Why: the server is proven against somebody else's idea of the protocol.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Once;

use serde_json::Value;

use crate::binaries;

/// How the client reaches the server.
#[derive(Debug, Clone)]
pub enum Road {
    /// Streamable HTTP with a bearer token.
    Http {
        /// Endpoint.
        url: String,
        /// Bearer token.
        token: String,
    },
    /// The stdio shim.
    Stdio {
        /// Command line of the shim: words between spaces, or a JSON array of words.
        command: String,
    },
}

static INSTALLED: Once = Once::new();

/// Folder with the client's packages; `npm ci` on first use.
fn folder() -> PathBuf {
    let folder = binaries::root().join("tests/mcp-client");
    INSTALLED.call_once(|| {
        if !folder.join("node_modules/@modelcontextprotocol").is_dir() {
            let done = Command::new("npm")
                .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                .current_dir(&folder)
                .status()
                .expect("npm runs");
            assert!(done.success(), "the client's packages do not install");
        }
    });
    folder
}

/// In which era the client opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// As the SDK does when it is told nothing: with a handshake.
    Default,
    /// The newest that both sides know.
    Auto,
    /// 2026-07-28 and nothing else.
    Pinned,
}

/// Calls one tool; the `CallToolResult` as the SDK hands it over.
#[must_use]
pub fn call(road: &Road, tool: &str, arguments: &Value) -> Value {
    calls(road, Era::Default, &[(tool, arguments.clone())]).remove(0)
}

/// Calls tools one after another over one connection; `tools/list` lists.
#[must_use]
pub fn calls(road: &Road, era: Era, calls: &[(&str, Value)]) -> Vec<Value> {
    let mut command = Command::new("node");
    command.current_dir(folder()).arg("call.mjs");
    for (tool, arguments) in calls {
        command.arg(tool).arg(arguments.to_string());
    }
    match era {
        Era::Default => {}
        Era::Auto => drop(command.env("MCP_MODE", "auto")),
        Era::Pinned => drop(command.env("MCP_MODE", "pin")),
    }
    match road {
        Road::Http { url, token } => command.env("MCP_URL", url).env("MCP_TOKEN", token),
        Road::Stdio { command: shim } => command.env("MCP_CMD", shim),
    };
    let out = command.output().expect("node runs");
    let text = String::from_utf8_lossy(&out.stdout);
    let read: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
    let answers = read.ok().filter(|answers| answers.len() == calls.len());
    answers.unwrap_or_else(|| {
        panic!("the client said: {text}\n{}", String::from_utf8_lossy(&out.stderr))
    })
}
