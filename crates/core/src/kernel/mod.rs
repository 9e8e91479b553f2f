//! Kernel: what its versions share and where they differ, byte by byte (spec 1.2, 2.4, 3, 5, 9, 10).
//!
//! Refuses: nothing itself; each room says what it does not take.

pub mod change_owner;
pub mod enable;
pub mod erc1271;
pub mod execute;
pub mod install;
pub mod nonce;
pub mod signature;
pub mod version;

#[cfg(test)]
mod tests;
