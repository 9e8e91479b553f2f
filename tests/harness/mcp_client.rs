//! An MCP client that nobody here wrote: the official TypeScript SDK, run by Node.
//!
//! Why: the server is proven against somebody else's idea of the protocol.

use std::path::PathBuf;
use std::process::Command;

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
        /// Command line of the shim.
        command: String,
    },
}

/// Folder with the client's packages; `npm ci` on first use.
fn folder() -> PathBuf {
    let folder = binaries::root().join("tests/mcp-client");
    if !folder.join("node_modules/@modelcontextprotocol").is_dir() {
        let done = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(&folder)
            .status()
            .expect("npm runs");
        assert!(done.success(), "the client's packages do not install");
    }
    folder
}

/// Calls one tool; the `CallToolResult` as the SDK hands it over.
#[must_use]
pub fn call(road: &Road, tool: &str, arguments: &Value) -> Value {
    let mut command = Command::new("node");
    command.current_dir(folder()).arg("call.mjs").arg(tool).arg(arguments.to_string());
    match road {
        Road::Http { url, token } => command.env("MCP_URL", url).env("MCP_TOKEN", token),
        Road::Stdio { command: shim } => command.env("MCP_CMD", shim),
    };
    let out = command.output().expect("node runs");
    let text = String::from_utf8_lossy(&out.stdout);
    serde_json::from_str(text.trim()).unwrap_or_else(|error| {
        panic!("{tool}: {error}: {text}\n{}", String::from_utf8_lossy(&out.stderr))
    })
}
