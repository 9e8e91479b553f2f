//! The wallet's adapters against what they will meet: two stores held to the same promises, a store
//! killed while it writes, bad and good endpoints, the real local network.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test"
)]

#[path = "adapters/abi_source.rs"]
mod abi_source;
#[path = "adapters/bundler.rs"]
mod bundler;
#[path = "adapters/devnet.rs"]
mod devnet;
#[path = "adapters/history_promises.rs"]
mod history_promises;
#[path = "adapters/node.rs"]
mod node;
#[path = "adapters/node_fees.rs"]
mod node_fees;
#[path = "adapters/node_together.rs"]
mod node_together;
#[path = "adapters/real_signer.rs"]
mod real_signer;
#[path = "adapters/rows.rs"]
mod rows;
#[path = "adapters/session_watch.rs"]
mod session_watch;
#[path = "adapters/state.rs"]
mod state;
#[path = "adapters/store_backup.rs"]
mod store_backup;
#[path = "adapters/store_crash.rs"]
mod store_crash;
#[path = "adapters/store_killed.rs"]
mod store_killed;
#[path = "adapters/store_promises.rs"]
mod store_promises;
