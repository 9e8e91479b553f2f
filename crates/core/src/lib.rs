//! Pure: accounts, policies, encoding, hashing, approvals, planning, review.
pub mod amount;
pub mod date;
pub mod errors;
pub mod text;
