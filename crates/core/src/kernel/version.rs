//! The Kernel 0.3.x versions and the constants that differ between them (spec 1.2).
//!
//! Refuses: any other version, so that nothing here is signed for a contract it was not tested on.

use alloy_primitives::{Address, B256, address, b256};
use serde::{Deserialize, Serialize};

use crate::chain;

/// A Kernel version that supports permissions (session keys) through EntryPoint 0.7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum KernelVersion {
    /// 0.3.0; signs as `0.3.0-beta`.
    #[serde(rename = "0.3.0")]
    V0_3_0,
    /// 0.3.1.
    #[serde(rename = "0.3.1")]
    V0_3_1,
    /// 0.3.2; adds replayable signatures.
    #[serde(rename = "0.3.2")]
    V0_3_2,
    /// 0.3.3; adds `grantAccess` and another rule for the enable nonce.
    #[serde(rename = "0.3.3")]
    V0_3_3,
}

impl KernelVersion {
    /// Every version, oldest first.
    pub const ALL: [Self; 4] = [Self::V0_3_0, Self::V0_3_1, Self::V0_3_2, Self::V0_3_3];

    /// The name, as in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V0_3_0 => "0.3.0",
            Self::V0_3_1 => "0.3.1",
            Self::V0_3_2 => "0.3.2",
            Self::V0_3_3 => "0.3.3",
        }
    }

    /// The contract an account of this version delegates to.
    #[must_use]
    pub const fn implementation(self) -> Address {
        match self {
            Self::V0_3_0 => address!("94F097E1ebEB4ecA3AAE54cabb08905B239A7D27"),
            Self::V0_3_1 => address!("BAC849bB641841b44E965fB01A4Bf5F074f84b4D"),
            Self::V0_3_2 => address!("D830D15D3dc0C269F3dBAa0F3e8626d33CFdaBe1"),
            Self::V0_3_3 => address!("d6CEDDe84be40893d153Be9d467CD6aD37875b28"),
        }
    }

    /// The factory that deploys this version: the CREATE2 deployer of its accounts.
    #[must_use]
    pub const fn factory(self) -> Address {
        match self {
            Self::V0_3_0 => address!("6723b44Abeec4E71eBE3232BD5B455805baDD22f"),
            Self::V0_3_1 => address!("aac5D4240AF87249B3f71BC8E4A2cae074A3E419"),
            Self::V0_3_2 => address!("7a1dBAB750f12a90EB1B60D2Ae3aD17D4D81EfFe"),
            Self::V0_3_3 => address!("2577507b78c2008Ff367261CB6285d44ba5eF2E9"),
        }
    }

    /// keccak256 of the proxy's init code (spec 1.5).
    #[must_use]
    pub const fn init_code_hash(self) -> B256 {
        match self {
            Self::V0_3_0 => {
                b256!("6fe6e6ea30eddce942b9618033ab8429f9ddac594053bec8a6744fffc71976e2")
            }
            Self::V0_3_1 => {
                b256!("85d96aa1c9a65886d094915d76ccae85f14027a02c1647dde659f869460f03e6")
            }
            Self::V0_3_2 => {
                b256!("c7c48c9dd12de68b8a4689b6f8c8c07b61d4d6fa4ddecdd86a6980d045fa67eb")
            }
            Self::V0_3_3 => {
                b256!("c452397f1e7518f8cea0566ac057e243bb1643f6298aba8eec8cdee78ee3b3dd")
            }
        }
    }

    /// `version` of the account's EIP-712 domain. 0.3.0 calls itself `0.3.0-beta`.
    #[must_use]
    pub const fn eip712_version(self) -> &'static str {
        match self {
            Self::V0_3_0 => "0.3.0-beta",
            Self::V0_3_1 | Self::V0_3_2 | Self::V0_3_3 => self.name(),
        }
    }

    /// The ECDSA validator that goes with this version.
    #[must_use]
    pub const fn ecdsa_validator(self) -> Address {
        match self {
            Self::V0_3_0 => chain::ECDSA_VALIDATOR_030,
            Self::V0_3_1 | Self::V0_3_2 | Self::V0_3_3 => chain::ECDSA_VALIDATOR,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{hex, keccak256};

    use super::*;

    #[test]
    fn the_init_code_hashes_follow_from_the_implementations() {
        for version in KernelVersion::ALL {
            let mut code = hex!("603d3d8160223d3973").to_vec();
            code.extend_from_slice(version.implementation().as_slice());
            code.extend_from_slice(&hex!(
                "60095155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076"
                "cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3"
            ));
            assert_eq!(keccak256(&code), version.init_code_hash(), "{}", version.name());
        }
    }

    #[test]
    fn json_names_are_the_version_numbers() {
        for version in KernelVersion::ALL {
            let json = serde_json::to_string(&version).unwrap();
            assert_eq!(json, format!("\"{}\"", version.name()));
            assert_eq!(serde_json::from_str::<KernelVersion>(&json).unwrap(), version);
        }
        assert!(serde_json::from_str::<KernelVersion>("\"0.2.4\"").is_err());
    }
}
