//! What the store keeps: networks, accounts, agents, keys, operations, log lines, settings.
//!
//! Why: one plain struct per table, shared by use cases and the SQLite adapter.
//! Refuses: secrets. A token is kept as its SHA-256; private keys are the vault's.

mod account;
mod agent;
mod book;
mod end_job;
mod forgotten;
mod history;
mod key;
mod kill;
mod log;
mod network;
mod operation;
mod owner_key;
mod setting;
mod shadow;

pub use account::Account;
pub use agent::Agent;
pub use book::{CeilingRow, Contact};
pub use end_job::{EndAnswer, EndChain, EndJob, EndOperation, EndRead, EndState};
pub use forgotten::{ForgottenApproval, ForgottenKey};
pub use history::{Cursor, History, HistoryPart, KeptReading, SeenOperation, SeenValidation};
pub use key::{Approval, Holder, Key};
pub use kill::{KillEnds, MadeFor, PreparedKill};
pub use log::{LogCheck, LogEvent, LogFault, LogLine, OwnerAct};
pub use network::{Network, Token};
pub use operation::{Operation, OperationStatus};
pub use owner_key::{OwnerKey, owner_of, validator_of};
pub use setting::Setting;
pub use shadow::{SHADOW_MOST, ShadowCall};
