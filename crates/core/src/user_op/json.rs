//! The bundler's JSON form of a UserOperation (spec 11): flat, minimal hex quantities.
//!
//! Refuses: unknown fields; factory data without a factory; paymaster fields without a paymaster.

use alloy_primitives::{Address, Bytes, U256};
use serde::{Deserialize, Serialize};

use super::{Paymaster, UserOperation, quantity};

/// Why a JSON object with the right fields is still no operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// `factoryData` without `factory`.
    #[error("factoryData is given without factory; give both or neither")]
    FactoryDataAlone,
    /// A paymaster field without `paymaster`.
    #[error("a paymaster field is given without paymaster; give all or none")]
    PaymasterFieldAlone,
}

/// Field by field what travels.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Wire {
    sender: Address,
    #[serde(with = "quantity::u256")]
    nonce: U256,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    factory: Option<Address>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    factory_data: Option<Bytes>,
    call_data: Bytes,
    #[serde(with = "quantity::u128")]
    call_gas_limit: u128,
    #[serde(with = "quantity::u128")]
    verification_gas_limit: u128,
    #[serde(with = "quantity::u256")]
    pre_verification_gas: U256,
    #[serde(with = "quantity::u128")]
    max_fee_per_gas: u128,
    #[serde(with = "quantity::u128")]
    max_priority_fee_per_gas: u128,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paymaster: Option<Address>,
    #[serde(default, with = "quantity::optional_u128", skip_serializing_if = "Option::is_none")]
    paymaster_verification_gas_limit: Option<u128>,
    #[serde(default, with = "quantity::optional_u128", skip_serializing_if = "Option::is_none")]
    paymaster_post_op_gas_limit: Option<u128>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paymaster_data: Option<Bytes>,
    signature: Bytes,
}

impl From<UserOperation> for Wire {
    fn from(op: UserOperation) -> Self {
        let paymaster = op.paymaster.as_ref();
        Self {
            sender: op.sender,
            nonce: op.nonce,
            factory: op.factory,
            factory_data: op.factory.map(|_| op.factory_data),
            call_data: op.call_data,
            call_gas_limit: op.call_gas_limit,
            verification_gas_limit: op.verification_gas_limit,
            pre_verification_gas: op.pre_verification_gas,
            max_fee_per_gas: op.max_fee_per_gas,
            max_priority_fee_per_gas: op.max_priority_fee_per_gas,
            paymaster: paymaster.map(|p| p.address),
            paymaster_verification_gas_limit: paymaster.map(|p| p.verification_gas_limit),
            paymaster_post_op_gas_limit: paymaster.map(|p| p.post_op_gas_limit),
            paymaster_data: paymaster.map(|p| p.data.clone()),
            signature: op.signature,
        }
    }
}

impl TryFrom<Wire> for UserOperation {
    type Error = WireError;

    fn try_from(wire: Wire) -> Result<Self, WireError> {
        let paymaster = wire.paymaster()?;
        if wire.factory.is_none() && wire.factory_data.is_some() {
            return Err(WireError::FactoryDataAlone);
        }
        Ok(Self {
            sender: wire.sender,
            nonce: wire.nonce,
            factory: wire.factory,
            factory_data: wire.factory_data.unwrap_or_default(),
            call_data: wire.call_data,
            call_gas_limit: wire.call_gas_limit,
            verification_gas_limit: wire.verification_gas_limit,
            pre_verification_gas: wire.pre_verification_gas,
            max_fee_per_gas: wire.max_fee_per_gas,
            max_priority_fee_per_gas: wire.max_priority_fee_per_gas,
            paymaster,
            signature: wire.signature,
        })
    }
}

impl Wire {
    fn paymaster(&self) -> Result<Option<Paymaster>, WireError> {
        let limits = (self.paymaster_verification_gas_limit, self.paymaster_post_op_gas_limit);
        let Some(address) = self.paymaster else {
            let alone = limits == (None, None) && self.paymaster_data.is_none();
            return if alone { Ok(None) } else { Err(WireError::PaymasterFieldAlone) };
        };
        Ok(Some(Paymaster {
            address,
            verification_gas_limit: limits.0.unwrap_or_default(),
            post_op_gas_limit: limits.1.unwrap_or_default(),
            data: self.paymaster_data.clone().unwrap_or_default(),
        }))
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
