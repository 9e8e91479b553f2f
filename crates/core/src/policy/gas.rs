//! Gas policy: a budget for life (spec 4.3).
//!
//! Each operation is charged `(preVerificationGas + verificationGasLimit + callGasLimit) ×
//! maxFeePerGas`, the most it could cost, whoever pays.
//! Refuses: data of any length but 96 bytes.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolValue;
use serde::{Deserialize, Serialize};

use super::{DecodeError, abi::GasAbi, read::Reader};

/// A budget in wei, and optionally the one paymaster that may pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GasPolicy {
    /// Wei in all, over the life of the permission.
    #[serde(with = "text")]
    pub allowed_wei: u128,
    /// Whether a paymaster is demanded. With a zero address it demands nothing.
    pub enforce_paymaster: bool,
    /// The paymaster demanded.
    pub allowed_paymaster: Address,
}

impl GasPolicy {
    /// `abi(uint128 allowedWei, bool enforcePaymaster, address allowedPaymaster)`, 96 bytes.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        GasAbi {
            allowed: self.allowed_wei,
            enforcePaymaster: self.enforce_paymaster,
            allowedPaymaster: self.allowed_paymaster,
        }
        .abi_encode()
        .into()
    }

    /// Reads it back.
    ///
    /// # Errors
    /// The place of the first fault in any data that [`Self::encode`] would not produce.
    pub fn decode(data: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("gas", data);
        let allowed = reader.uint("allowed", 128)?;
        let enforce_paymaster = reader.bool("enforcePaymaster")?;
        let allowed_paymaster = reader.address("allowedPaymaster")?;
        reader.end()?;
        Ok(Self { allowed_wei: allowed.saturating_to(), enforce_paymaster, allowed_paymaster })
    }
}

/// `u128` as a decimal string in JSON.
mod text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(value: &u128, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u128, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
