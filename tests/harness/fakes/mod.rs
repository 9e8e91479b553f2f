//! Every port of the wallet in memory, so that use cases are tested without disk, chain or window.
//!
//! Why: they keep the promises of the ports (the store is held to the same tests as the real one),
//! and what they are not told they refuse.
//! Refuses: to approve, sign or include anything by default.

mod abis;
mod approver;
mod bundler;
mod chain;
mod history;
mod networks;
mod notifier;
mod sessions;
mod state;
mod store;
mod time;
mod transactions;

pub use abis::FakeAbis;
pub use approver::FakeApprover;
pub use bundler::ScriptedBundler;
pub use chain::ScriptedChain;
pub use history::WrittenHistory;
pub use networks::FakeNetworks;
pub use notifier::FakeNotifier;
pub use sessions::{FakeSessions, SharedMark};
pub use state::WrittenState;
pub use store::MemoryStore;
pub use time::{CountingEntropy, FixedClock};
pub use transactions::ScriptedTransactions;
