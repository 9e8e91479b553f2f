//! The small traits between use cases and the outside: chain, bundler, store, signer, clock.
//!
//! Why: use cases decide with facts that come in through these ports and are tested on in-memory
//! ones. At most five methods each, typed errors, object-safe.
//! Refuses: to expose a secret; no port returns a private key.

mod abi_source;
mod bundler;
mod chain;
mod history;
mod networks;
mod notifier;
mod signer;
mod state;
mod store;
mod store_error;
mod time;
mod transactions;

pub use abi_source::{AbiAsk, AbiSource, Directory, FoundAbi};
pub use bundler::{Bundler, GasLimits, OpReceipt};
pub use chain::{Answer, Answers, BlockRef, Chain, Fees, NetworkError, Read};
pub use history::{ChainTransaction, History};
pub use networks::Networks;
pub use notifier::{Notifier, UseNotice};
pub use signer::{
    Approver, Ended, PanicSigning, SessionProcess, SessionSigning, SignScope, SignerError,
};
pub use state::{State, StateAccount, Tip};
pub use store::{
    AccountStore, AgentStore, CeilingStore, ContactStore, EndJobStore, HistoryStore, KeyEndStore,
    KeyStore, KillStore, LogStore, NetworkStore, OperationStore, OperationsOf, OwnerKeyStore,
    SettingStore, ShadowStore, Store, TokenStore, TombstoneStore,
};
pub use store_error::StoreError;
pub use time::{Clock, Entropy};
pub use transactions::{TransactionReceipt, Transactions};
