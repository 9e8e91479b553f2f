//! Commands, one room per screen, each a call into the wallet.
//!
//! Refuses: logic. What a command needs to decide belongs in a use case.
#![allow(clippy::used_underscore_binding, clippy::needless_pass_by_value, reason = "tauri's macro")]

pub(crate) mod account;
pub(crate) mod activity;
pub(crate) mod agent;
pub(crate) mod book;
pub(crate) mod contract;
pub(crate) mod end;
pub(crate) mod exit;
pub(crate) mod grant;
pub(crate) mod key;
pub(crate) mod network;
pub(crate) mod off_switch;
pub(crate) mod owner;
pub(crate) mod settings;
pub(crate) mod store;
