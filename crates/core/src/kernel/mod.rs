//! Kernel: what its versions share and where they differ, byte by byte.
pub mod enable;
pub mod erc1271;
pub mod execute;
pub mod install;
pub mod nonce;
pub mod signature;
pub mod version;
