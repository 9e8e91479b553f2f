//! Addresses of Kernel 0.2.2 to 0.2.4 accounts, so that an old account can be recognised.
//!
//! Refuses: everything else about them; permissions need Kernel 0.3.x (spec 1.1).

use alloy_primitives::{Address, B256, Bytes, U256, address, b256, keccak256};
use alloy_sol_types::SolCall;

use crate::{abi::Kernel02, chain};

/// keccak256 of the init code of the 0.2.x factory's proxies.
pub const INIT_CODE_HASH: B256 =
    b256!("ee9d8350bd899dd261db689aafd87eb8a30f085adbaff48152399438ff4eed73");

/// The 0.2.x versions. The version is not part of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegacyVersion {
    /// 0.2.2.
    V0_2_2,
    /// 0.2.3.
    V0_2_3,
    /// 0.2.4.
    V0_2_4,
}

/// A 0.2.x account before it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyAccount {
    /// Which implementation the proxy starts with.
    pub version: LegacyVersion,
    /// Its validator.
    pub validator: Address,
    /// The validator's init data.
    pub validator_data: Bytes,
    /// Which of the accounts with these arguments.
    pub index: U256,
}

impl LegacyVersion {
    /// Every version, oldest first.
    pub const ALL: [Self; 3] = [Self::V0_2_2, Self::V0_2_3, Self::V0_2_4];

    /// The name, as it signs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V0_2_2 => "0.2.2",
            Self::V0_2_3 => "0.2.3",
            Self::V0_2_4 => "0.2.4",
        }
    }

    /// The version with this implementation.
    #[must_use]
    pub fn at(implementation: Address) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.implementation() == implementation)
    }

    /// The contract an account of this version delegates to.
    #[must_use]
    pub const fn implementation(self) -> Address {
        match self {
            Self::V0_2_2 => address!("0DA6a956B9488eD4dd761E59f52FDc6c8068E6B5"),
            Self::V0_2_3 => address!("D3F582F6B4814E989Ee8E96bc3175320B5A540ab"),
            Self::V0_2_4 => address!("d3082872F8B06073A021b4602e022d5A070d7cfC"),
        }
    }
}

impl LegacyAccount {
    /// `initialize(address validator, bytes data)`.
    #[must_use]
    pub fn initialize_calldata(&self) -> Bytes {
        Kernel02::initializeCall { validator: self.validator, data: self.validator_data.clone() }
            .abi_encode()
            .into()
    }

    /// `createAccount(address implementation, bytes data, uint256 index)`.
    #[must_use]
    pub fn factory_data(&self) -> Bytes {
        Kernel02::createAccountCall {
            implementation: self.version.implementation(),
            data: self.initialize_calldata(),
            index: self.index,
        }
        .abi_encode()
        .into()
    }

    /// `keccak256(initialize calldata ‖ index)`, its lowest 96 bits.
    #[must_use]
    pub fn create2_salt(&self) -> B256 {
        let index = self.index.to_be_bytes::<32>();
        let whole: U256 =
            keccak256([&self.initialize_calldata(), index.as_slice()].concat()).into();
        (whole & (U256::MAX >> 160_usize)).into()
    }

    /// The account's address, on every chain.
    #[must_use]
    pub fn address(&self) -> Address {
        chain::FACTORY_02.create2(self.create2_salt(), INIT_CODE_HASH)
    }
}
