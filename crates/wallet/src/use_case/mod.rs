//! One file per use case, each a method of [`crate::wallet::Wallet`]; and the few rooms they share.

pub mod abi_text;
mod account_create;
mod activity_list;
mod agent_access_set;
mod agent_address;
mod agent_balance;
mod agent_by_token;
mod agent_create;
mod agent_list;
mod agent_read_contract;
mod agent_remove;
mod ask;
mod built_in_network_set;
mod contracts;
mod each;
mod erc20;
mod faucet;
mod holdings;
mod network_add;
mod network_list;
mod network_remove;
mod number;
mod snippets;
mod status;
mod stop_local;

pub use agent_create::{TOKEN_PREFIX, token_sha256};
pub use built_in_network_set::BuiltInNetwork;
pub use snippets::{MCP_PATH, MCP_PORT, TOKEN_ENV};
