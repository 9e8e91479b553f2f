//! The genesis state embedded in the program: EntryPoint 0.7, the contracts that stand in for
//! Kernel and its modules, and the demo token, each at its canonical address.
//! It is data only; nothing here reaches a disk or a network.

mod format;

pub(crate) use format::{GenesisAccount, GenesisState};

use alloy_primitives::{Address, Bytes, KECCAK256_EMPTY, U256, address};
use alloy_rlp::Decodable as _;

/// Written by the build script from `contracts/out/genesis.json`.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/genesis.rlp"));

/// Native balance in wei of the two accounts that the node itself sends from: 10^27.
const OWN_BALANCE: U256 = U256::from_limbs([0x9fd0803ce8000000, 0x33b2e3c, 0, 0]);

/// The account that the faucet pays from. Nobody has its key.
pub(crate) const FAUCET: Address = address!("00000000000000000000000000000000fa0ce700");

/// The account that submits bundles. Nobody has its key.
pub(crate) const BUNDLER: Address = address!("00000000000000000000000000000000b0dd1e00");

impl GenesisState {
    /// Decodes the embedded state.
    ///
    /// # Errors
    /// When the embedded bytes are not what the build script writes: a build defect.
    pub(crate) fn embedded() -> Result<Self, alloy_rlp::Error> {
        let mut state = Self::decode(&mut &*EMBEDDED)?;
        state.accounts.extend([("Faucet", FAUCET), ("Bundler", BUNDLER)].map(|(name, address)| {
            GenesisAccount {
                name: name.as_bytes().into(),
                address,
                balance: OWN_BALANCE,
                code_hash: KECCAK256_EMPTY,
                code: Bytes::new(),
                storage: Vec::new(),
            }
        }));
        Ok(state)
    }

    /// The address of the account with this name.
    pub(crate) fn address_of(&self, name: &str) -> Option<Address> {
        self.accounts
            .iter()
            .find(|account| *account.name == *name.as_bytes())
            .map(|account| account.address)
    }
}
