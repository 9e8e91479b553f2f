//! What bundlers and paymasters answer (spec 11, ERC-7677).
//!
//! Why: services add fields as they like, so what is not known is passed over; what is needed must
//! be there and be a quantity. Refuses: numbers above 128 bits.

use alloy_primitives::{Address, Bytes, U128, U256};
use serde::{Deserialize, Deserializer};

use super::Fees;
use crate::user_op::{
    Paymaster,
    stage::{Draft, Gas, Priced},
};

/// Answer of [`super::estimate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// Gas for the call.
    #[serde(deserialize_with = "quantity")]
    pub call_gas_limit: u128,
    /// Gas for deployment and validation.
    #[serde(deserialize_with = "quantity")]
    pub verification_gas_limit: u128,
    /// Gas paid to the bundler.
    pub pre_verification_gas: U256,
    /// Gas for the paymaster's validation, if there is one.
    #[serde(default, deserialize_with = "optional")]
    pub paymaster_verification_gas_limit: Option<u128>,
    /// Gas for the paymaster's settlement, if there is one.
    #[serde(default, deserialize_with = "optional")]
    pub paymaster_post_op_gas_limit: Option<u128>,
}

/// Answer of [`super::price`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Prices {
    /// What is usually taken.
    pub standard: Price,
}

/// One level of [`Prices`]. Wei per unit of gas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// Highest price of a unit of gas.
    #[serde(deserialize_with = "quantity")]
    pub max_fee_per_gas: u128,
    /// Highest tip per unit of gas.
    #[serde(deserialize_with = "quantity")]
    pub max_priority_fee_per_gas: u128,
}

/// Answer of [`super::stub_data`] (ERC-7677).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StubData {
    /// The paymaster contract.
    pub paymaster: Address,
    /// Bytes of the length the real ones will have.
    #[serde(default)]
    pub paymaster_data: Bytes,
    /// Gas for its validation.
    #[serde(default, deserialize_with = "optional")]
    pub paymaster_verification_gas_limit: Option<u128>,
    /// Gas for its settlement.
    #[serde(default, deserialize_with = "optional")]
    pub paymaster_post_op_gas_limit: Option<u128>,
    /// Whether the real ones are the same, so that they need not be asked for.
    #[serde(default)]
    pub is_final: bool,
}

/// Answer of [`super::paymaster_data`] (ERC-7677).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymasterData {
    /// The paymaster contract.
    pub paymaster: Address,
    /// Bytes for it.
    #[serde(default)]
    pub paymaster_data: Bytes,
}

/// Answer of [`super::sponsor_zerodev`] and [`super::sponsor_pimlico`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sponsorship {
    /// Limits of the operation and of the paymaster.
    #[serde(flatten)]
    pub limits: Estimate,
    /// Who pays.
    #[serde(flatten)]
    pub payer: PaymasterData,
    /// Fees in place of those that were sent, if the service sets them.
    #[serde(default, deserialize_with = "optional")]
    pub max_fee_per_gas: Option<u128>,
    /// Tip in place of the one that was sent, if the service sets it.
    #[serde(default, deserialize_with = "optional")]
    pub max_priority_fee_per_gas: Option<u128>,
}

impl From<Price> for Fees {
    fn from(price: Price) -> Self {
        Self {
            max_fee_per_gas: price.max_fee_per_gas,
            max_priority_fee_per_gas: price.max_priority_fee_per_gas,
        }
    }
}

impl Estimate {
    /// The gas fields of an operation: these limits, those fees.
    #[must_use]
    pub const fn gas(&self, fees: Fees) -> Gas {
        Gas {
            call_gas_limit: self.call_gas_limit,
            verification_gas_limit: self.verification_gas_limit,
            pre_verification_gas: self.pre_verification_gas,
            max_fee_per_gas: fees.max_fee_per_gas,
            max_priority_fee_per_gas: fees.max_priority_fee_per_gas,
        }
    }
}

impl StubData {
    /// The paymaster fields for the estimate, and after it with the estimate's own limits where the
    /// service gave none.
    #[must_use]
    pub fn paymaster(&self, estimate: Option<&Estimate>) -> Paymaster {
        let estimated = |limit: fn(&Estimate) -> Option<u128>| estimate.and_then(limit);
        let verification = self.paymaster_verification_gas_limit;
        let post_op = self.paymaster_post_op_gas_limit;
        Paymaster {
            address: self.paymaster,
            verification_gas_limit: verification
                .or_else(|| estimated(|of| of.paymaster_verification_gas_limit))
                .unwrap_or_default(),
            post_op_gas_limit: post_op
                .or_else(|| estimated(|of| of.paymaster_post_op_gas_limit))
                .unwrap_or_default(),
            data: self.paymaster_data.clone(),
        }
    }
}

impl PaymasterData {
    /// The stub's limits with the real bytes.
    #[must_use]
    pub fn over(self, stub: &Paymaster) -> Paymaster {
        Paymaster { address: self.paymaster, data: self.paymaster_data, ..*stub }
    }
}

impl Sponsorship {
    /// Prices a draft: the service's limits, its fees where it sets them, and itself as payer.
    #[must_use]
    pub fn price(self, draft: Draft, fees: Fees) -> Priced {
        let fees = Fees {
            max_fee_per_gas: self.max_fee_per_gas.unwrap_or(fees.max_fee_per_gas),
            max_priority_fee_per_gas: self
                .max_priority_fee_per_gas
                .unwrap_or(fees.max_priority_fee_per_gas),
        };
        let payer = Paymaster {
            address: self.payer.paymaster,
            verification_gas_limit: self
                .limits
                .paymaster_verification_gas_limit
                .unwrap_or_default(),
            post_op_gas_limit: self.limits.paymaster_post_op_gas_limit.unwrap_or_default(),
            data: self.payer.paymaster_data,
        };
        draft.price(self.limits.gas(fees), Some(payer))
    }
}

fn quantity<'de, D: Deserializer<'de>>(from: D) -> Result<u128, D::Error> {
    U128::deserialize(from).map(|value| value.to())
}

fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u128>, D::Error> {
    Option::<U128>::deserialize(from).map(|value| value.map(|value| value.to()))
}
