//! Pure: accounts, policies, encoding, hashing, approvals, planning, review.

pub mod amount;
pub mod approval_tree;
pub mod date;
pub mod errors;
pub mod permission;
pub mod policy;
pub mod text;
