//! The adapters: everything the ports reach outside, none of which holds a key.
//!
//! Why: one room per outside thing; use cases see only the ports.
//! Refuses: keychains, windows, and any decision that belongs to a use case or to core.

pub mod abi_source;
pub mod bundler;
pub mod clock;
pub mod entropy;
pub mod json_rpc;
pub mod local_stop;
pub mod lock;
pub mod networks;
pub mod rpc;
pub mod signer_process;
pub mod sqlite;
