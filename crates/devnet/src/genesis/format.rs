//! The compact form of the genesis state that the build script writes and the library embeds:
//! one RLP list of accounts, code hashes computed at build time so that starting costs nothing.
//! Shared by `build.rs` and the library; holds no logic.

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_rlp::{RlpDecodable, RlpEncodable};

/// Everything the network holds before its first block.
#[derive(Debug, Clone, Default, RlpEncodable, RlpDecodable)]
pub(crate) struct GenesisState {
    /// The accounts, in the order of their addresses.
    pub(crate) accounts: Vec<GenesisAccount>,
}

/// One account of the genesis state.
#[derive(Debug, Clone, RlpEncodable, RlpDecodable)]
pub(crate) struct GenesisAccount {
    /// The name the contracts' build gave it, for example `EntryPoint` (UTF-8).
    pub(crate) name: Bytes,
    /// Where it lies.
    pub(crate) address: Address,
    /// Native balance in wei.
    pub(crate) balance: U256,
    /// keccak256 of `code`.
    pub(crate) code_hash: B256,
    /// Runtime code.
    pub(crate) code: Bytes,
    /// Storage words that are not zero.
    pub(crate) storage: Vec<GenesisSlot>,
}

/// One storage word.
#[derive(Debug, Clone, RlpEncodable, RlpDecodable)]
pub(crate) struct GenesisSlot {
    /// Slot number.
    pub(crate) slot: U256,
    /// Word stored there.
    pub(crate) value: U256,
}
