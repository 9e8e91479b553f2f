//! The agents' server over real sockets, on the real local network: who may talk, what each tool
//! answers, the shim while the app comes and goes, and what closing cuts.
//!
//! The owner and the session signer are a test's own (`hand`); everything else is the product, and
//! the clients are others' (`mcp_client`, `probe_http.py`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

#[path = "mcp/bad_input.rs"]
mod bad_input;
#[path = "mcp/clients.rs"]
mod clients;
#[path = "mcp/close.rs"]
mod close;
#[path = "mcp/http.rs"]
mod http;
#[path = "mcp/open.rs"]
mod open;
#[path = "mcp/own_key.rs"]
mod own_key;
#[path = "mcp/sdk.rs"]
mod sdk;
#[path = "mcp/shadow.rs"]
mod shadow;
#[path = "mcp/shim.rs"]
mod shim;
#[path = "mcp/slow.rs"]
mod slow;
#[path = "flows/stage.rs"]
#[allow(dead_code, reason = "shared with the flows")]
mod stage;
#[path = "mcp/talk.rs"]
mod talk;
#[path = "mcp/tools.rs"]
mod tools;
