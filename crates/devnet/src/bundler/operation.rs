//! A user operation in its three forms: JSON as bundlers take it (spec 11), packed as EntryPoint 0.7
//! takes it (spec 2.2), and its hash.

use alloy_primitives::{Address, B256, Bytes, U128, U256, keccak256};
use alloy_sol_types::SolValue as _;
use serde::{Deserialize, Serialize};

use crate::abi::PackedUserOperation;

/// An operation as callers write it: gas and fees may be missing while they are being estimated.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OperationForm {
    sender: Address,
    nonce: U256,
    factory: Option<Address>,
    factory_data: Option<Bytes>,
    call_data: Bytes,
    call_gas_limit: Option<U128>,
    verification_gas_limit: Option<U128>,
    pre_verification_gas: Option<U256>,
    max_fee_per_gas: Option<U128>,
    max_priority_fee_per_gas: Option<U128>,
    paymaster: Option<Address>,
    paymaster_verification_gas_limit: Option<U128>,
    paymaster_post_op_gas_limit: Option<U128>,
    paymaster_data: Option<Bytes>,
    signature: Bytes,
    eip7702_auth: Option<serde::de::IgnoredAny>,
}

/// A complete operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserOperation {
    /// The account.
    pub(crate) sender: Address,
    /// Key (192 bits) and sequence (64 bits).
    pub(crate) nonce: U256,
    /// Creates the account, with its calldata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) factory: Option<Address>,
    /// Calldata of the factory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) factory_data: Option<Bytes>,
    /// Calldata of the account.
    pub(crate) call_data: Bytes,
    /// Gas of the call.
    pub(crate) call_gas_limit: U128,
    /// Gas of creation and validation.
    pub(crate) verification_gas_limit: U128,
    /// Gas that the EntryPoint cannot measure.
    pub(crate) pre_verification_gas: U256,
    /// Most wei per gas.
    pub(crate) max_fee_per_gas: U128,
    /// Tip in wei per gas.
    pub(crate) max_priority_fee_per_gas: U128,
    /// Who pays instead of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) paymaster: Option<Address>,
    /// Gas of the paymaster's validation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) paymaster_verification_gas_limit: Option<U128>,
    /// Gas of the paymaster's last word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) paymaster_post_op_gas_limit: Option<U128>,
    /// What the paymaster is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) paymaster_data: Option<Bytes>,
    /// Proof that the account agrees.
    pub(crate) signature: Bytes,
}

impl OperationForm {
    /// The operation to be sent.
    ///
    /// # Errors
    /// The name of a field that is missing or not taken.
    pub(crate) fn complete(self) -> Result<UserOperation, &'static str> {
        let missing = [
            (self.call_gas_limit.is_none(), "callGasLimit"),
            (self.verification_gas_limit.is_none(), "verificationGasLimit"),
            (self.pre_verification_gas.is_none(), "preVerificationGas"),
            (self.max_fee_per_gas.is_none(), "maxFeePerGas"),
            (self.max_priority_fee_per_gas.is_none(), "maxPriorityFeePerGas"),
        ];
        match missing.into_iter().find(|(missing, _)| *missing) {
            Some((_, name)) => Err(name),
            None => self.draft(),
        }
    }

    /// The operation to be estimated: what is missing is zero.
    ///
    /// # Errors
    /// The name of a field that is not taken or lacks its partner.
    pub(crate) fn draft(self) -> Result<UserOperation, &'static str> {
        if self.eip7702_auth.is_some() {
            return Err("eip7702Auth");
        }
        let has_data = self.factory_data.as_ref().is_some_and(|data| !data.is_empty());
        if self.factory.is_none() && has_data {
            return Err("factory");
        }
        let pays = self.paymaster.is_some();
        Ok(UserOperation {
            sender: self.sender,
            nonce: self.nonce,
            factory: self.factory,
            factory_data: self.factory.map(|_| self.factory_data.unwrap_or_default()),
            call_data: self.call_data,
            call_gas_limit: self.call_gas_limit.unwrap_or_default(),
            verification_gas_limit: self.verification_gas_limit.unwrap_or_default(),
            pre_verification_gas: self.pre_verification_gas.unwrap_or_default(),
            max_fee_per_gas: self.max_fee_per_gas.unwrap_or_default(),
            max_priority_fee_per_gas: self.max_priority_fee_per_gas.unwrap_or_default(),
            paymaster: self.paymaster,
            paymaster_verification_gas_limit: pays
                .then(|| self.paymaster_verification_gas_limit.unwrap_or_default()),
            paymaster_post_op_gas_limit: pays
                .then(|| self.paymaster_post_op_gas_limit.unwrap_or_default()),
            paymaster_data: self.paymaster.map(|_| self.paymaster_data.unwrap_or_default()),
            signature: self.signature,
        })
    }
}

impl UserOperation {
    /// The form that EntryPoint 0.7 takes.
    pub(crate) fn pack(&self) -> PackedUserOperation {
        PackedUserOperation {
            sender: self.sender,
            nonce: self.nonce,
            initCode: joined(self.factory, &[], self.factory_data.as_ref()),
            callData: self.call_data.clone(),
            accountGasLimits: two(self.verification_gas_limit, self.call_gas_limit),
            preVerificationGas: self.pre_verification_gas,
            gasFees: two(self.max_priority_fee_per_gas, self.max_fee_per_gas),
            paymasterAndData: joined(
                self.paymaster,
                &self.paymaster_limits(),
                self.paymaster_data.as_ref(),
            ),
            signature: self.signature.clone(),
        }
    }

    fn paymaster_limits(&self) -> [u8; 32] {
        let validation = self.paymaster_verification_gas_limit.unwrap_or_default();
        two(validation, self.paymaster_post_op_gas_limit.unwrap_or_default()).0
    }

    /// The operation that a packed one was, or `None` when a packed field is too short to be one.
    pub(crate) fn unpack(packed: PackedUserOperation) -> Option<Self> {
        let (verification_gas_limit, call_gas_limit) = halves(packed.accountGasLimits.as_slice())?;
        let (max_priority_fee_per_gas, max_fee_per_gas) = halves(packed.gasFees.as_slice())?;
        let init = split(&packed.initCode, 20)?;
        let pays = split(&packed.paymasterAndData, 52)?;
        let limits = pays.as_ref().and_then(|(head, _)| halves(head.get(20..)?));
        Some(Self {
            sender: packed.sender,
            nonce: packed.nonce,
            factory: init.as_ref().and_then(|(head, _)| Address::try_from(head.as_ref()).ok()),
            factory_data: init.map(|(_, data)| data),
            call_data: packed.callData,
            call_gas_limit,
            verification_gas_limit,
            pre_verification_gas: packed.preVerificationGas,
            max_fee_per_gas,
            max_priority_fee_per_gas,
            paymaster: pays.as_ref().and_then(|(head, _)| Address::try_from(head.get(..20)?).ok()),
            paymaster_verification_gas_limit: limits.map(|limits| limits.0),
            paymaster_post_op_gas_limit: limits.map(|limits| limits.1),
            paymaster_data: pays.map(|(_, data)| data),
            signature: packed.signature,
        })
    }
}

/// The hash that the account signs (spec 2.2).
pub(crate) fn hash(packed: &PackedUserOperation, entry_point: Address, chain_id: u64) -> B256 {
    let inner = (
        packed.sender,
        packed.nonce,
        keccak256(&packed.initCode),
        keccak256(&packed.callData),
        packed.accountGasLimits,
        packed.preVerificationGas,
        packed.gasFees,
        keccak256(&packed.paymasterAndData),
    );
    keccak256((keccak256(inner.abi_encode()), entry_point, U256::from(chain_id)).abi_encode())
}

/// Two 128-bit numbers in one word, the first one high.
fn two(high: U128, low: U128) -> B256 {
    let mut word = [0; 32];
    let (first, second) = word.split_at_mut(16);
    first.copy_from_slice(&high.to_be_bytes::<16>());
    second.copy_from_slice(&low.to_be_bytes::<16>());
    word.into()
}

fn halves(word: &[u8]) -> Option<(U128, U128)> {
    let (high, low) = word.split_at_checked(16)?;
    Some((U128::try_from_be_slice(high)?, U128::try_from_be_slice(low)?))
}

/// Address, fixed part and data in a row; nothing without an address.
fn joined(address: Option<Address>, fixed: &[u8], data: Option<&Bytes>) -> Bytes {
    address
        .map(|address| [address.as_slice(), fixed, data.map_or(&[], |data| data)].concat().into())
        .unwrap_or_default()
}

/// The head of this length and the rest; `None` inside when empty, outside when too short.
#[expect(clippy::option_option, reason = "absent and malformed differ")]
fn split(bytes: &Bytes, head: usize) -> Option<Option<(Bytes, Bytes)>> {
    if bytes.is_empty() {
        return Some(None);
    }
    (bytes.len() >= head).then(|| Some((bytes.slice(..head), bytes.slice(head..))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> UserOperation {
        UserOperation {
            sender: Address::repeat_byte(1),
            nonce: U256::from(7),
            factory: Some(Address::repeat_byte(2)),
            factory_data: Some(Bytes::from_static(&[3, 4])),
            call_data: Bytes::from_static(&[5]),
            call_gas_limit: U128::from(10),
            verification_gas_limit: U128::from(20),
            pre_verification_gas: U256::from(30),
            max_fee_per_gas: U128::from(40),
            max_priority_fee_per_gas: U128::from(50),
            paymaster: Some(Address::repeat_byte(6)),
            paymaster_verification_gas_limit: Some(U128::from(60)),
            paymaster_post_op_gas_limit: Some(U128::from(70)),
            paymaster_data: Some(Bytes::new()),
            signature: Bytes::from_static(&[8]),
        }
    }

    #[test]
    fn packing_loses_nothing() {
        assert_eq!(UserOperation::unpack(sample().pack()), Some(sample()));
    }

    #[test]
    fn limits_are_packed_validation_first() {
        let packed = sample().pack();
        assert_eq!(packed.accountGasLimits, two(U128::from(20), U128::from(10)));
        assert_eq!(packed.paymasterAndData.len(), 52);
    }

    #[test]
    fn an_operation_to_send_needs_its_gas() {
        let form: OperationForm = serde_json::from_str(
            r#"{"sender":"0x0101010101010101010101010101010101010101","nonce":"0x1","callData":"0x","signature":"0x"}"#,
        )
        .unwrap();
        assert_eq!(form.clone().complete(), Err("callGasLimit"));
        assert!(form.draft().is_ok());
    }
}
