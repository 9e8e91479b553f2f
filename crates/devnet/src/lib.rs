//! The built-in local network: an EVM in process with JSON-RPC and bundler methods.
//!
//! EntryPoint 0.7 and contracts that stand in for Kernel and its modules lie at their canonical
//! addresses, so that accounts made here have the addresses they would have anywhere. It listens on
//! loopback only, holds no key, and reaches no other network. Nothing on it is worth anything.

#[expect(clippy::too_many_arguments, reason = "constructors that sol! makes of events")]
mod abi;
mod bundler;
mod chain;
mod command;
mod config;
mod error;
mod faucet;
mod genesis;
mod persist;
mod rpc;
mod serve;
mod start;
mod state;

pub use command::{ServeError, serve_cli};
pub use config::{Clock, Config, DEFAULT_CHAIN_ID};
pub use error::StartError;
pub use start::{Devnet, Running};
