//! The MCP server over wallet use cases.
//!
//! Why: agents ask here, by HTTP on loopback or through the shim's local socket, and get one
//! shape of answer whatever happens.
//! Refuses: to sign, to approve, to widen a policy, to name another agent's things; and every
//! caller that is not a known agent of this machine's user.

pub mod server;
pub mod tool;
