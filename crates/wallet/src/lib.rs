//! Use cases over small ports, and the adapters that hold no key.

pub mod adapter;
pub mod error;
pub mod folders;
pub mod kill_bundle;
pub mod open;
pub mod ports;
pub mod record;
pub mod tags;
pub mod use_case;
pub mod views;
mod wallet;

pub use wallet::{Host, Ports, Wallet};
