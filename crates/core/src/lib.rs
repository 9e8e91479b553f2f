//! Pure: accounts, policies, encoding, hashing, approvals, planning, review.
#![doc = include_str!("../README.md")]

pub mod abi;
pub mod account;
pub mod amount;
pub mod answer;
pub mod approval;
pub mod approval_tree;
pub mod blob;
pub mod chain;
pub mod date;
pub mod diff;
pub mod errors;
pub mod head;
pub mod kernel;
pub mod key_state;
pub mod lint;
pub mod message;
pub mod names;
pub mod permission;
pub mod plan;
pub mod policy;
pub mod review;
pub mod text;
pub mod user_op;
pub mod webauthn;
pub mod worst_case;
