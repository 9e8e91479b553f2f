//! `userop_hash.json`: packing and hashing for every EntryPoint.

use alloy_primitives::{Address, B256, Bytes, U256};
use latchkey_core::{
    chain,
    user_op::{PackedUserOperation, Paymaster, UserOperation, v06::UserOperationV06, v08},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    entry_point_version: String,
    entry_point: Address,
    chain_id: u64,
    user_operation: Operation,
}

/// An operation with decimal quantities.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Operation {
    sender: Address,
    nonce: U256,
    call_data: Bytes,
    call_gas_limit: U256,
    verification_gas_limit: U256,
    pre_verification_gas: U256,
    max_fee_per_gas: U256,
    max_priority_fee_per_gas: U256,
    signature: Bytes,
    init_code: Option<Bytes>,
    paymaster_and_data: Option<Bytes>,
    factory: Option<Bytes>,
    factory_data: Option<Bytes>,
    paymaster: Option<Address>,
    paymaster_verification_gas_limit: Option<U256>,
    paymaster_post_op_gas_limit: Option<U256>,
    paymaster_data: Option<Bytes>,
    paymaster_signature: Option<Bytes>,
    authorization: Option<Authorization>,
    /// Where several operations for several chains stand together.
    pub(crate) chain_id: Option<u64>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Authorization {
    address: Address,
    #[serde(rename = "chainId")]
    _chain_id: u64,
    #[serde(rename = "nonce")]
    _nonce: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    user_op_hash: B256,
    packed: Option<Packed>,
    packed_for_hash: Option<Packed>,
}

/// The recorded packed form.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Packed {
    pub(crate) sender: Address,
    pub(crate) nonce: U256,
    pub(crate) init_code: Bytes,
    pub(crate) call_data: Bytes,
    pub(crate) account_gas_limits: B256,
    pub(crate) pre_verification_gas: U256,
    pub(crate) gas_fees: B256,
    pub(crate) paymaster_and_data: Bytes,
    pub(crate) signature: Bytes,
}

impl From<PackedUserOperation> for Packed {
    fn from(op: PackedUserOperation) -> Self {
        Self {
            sender: op.sender,
            nonce: op.nonce,
            init_code: op.init_code,
            call_data: op.call_data,
            account_gas_limits: op.account_gas_limits,
            pre_verification_gas: op.pre_verification_gas,
            gas_fees: op.gas_fees,
            paymaster_and_data: op.paymaster_and_data,
            signature: op.signature,
        }
    }
}

impl From<Operation> for UserOperation {
    fn from(op: Operation) -> Self {
        let limit = |value: Option<U256>| value.unwrap().to();
        let paymaster = op.paymaster.map(|address| Paymaster {
            address,
            verification_gas_limit: limit(op.paymaster_verification_gas_limit),
            post_op_gas_limit: limit(op.paymaster_post_op_gas_limit),
            data: op.paymaster_data.unwrap_or_default(),
        });
        Self {
            sender: op.sender,
            nonce: op.nonce,
            factory: op.factory.map(|factory| {
                if factory.as_ref() == [0x77, 0x02] {
                    v08::EIP_7702_FACTORY
                } else {
                    Address::from_slice(&factory)
                }
            }),
            factory_data: op.factory_data.unwrap_or_default(),
            call_data: op.call_data,
            call_gas_limit: op.call_gas_limit.to(),
            verification_gas_limit: op.verification_gas_limit.to(),
            pre_verification_gas: op.pre_verification_gas,
            max_fee_per_gas: op.max_fee_per_gas.to(),
            max_priority_fee_per_gas: op.max_priority_fee_per_gas.to(),
            paymaster,
            signature: op.signature,
        }
    }
}

pub(crate) fn check(input: Input, want: Output) {
    let Input { entry_point_version, entry_point, chain_id, user_operation } = input;
    if entry_point_version == "0.6" {
        assert_eq!(entry_point, chain::ENTRY_POINT_06);
        assert!(want.packed.is_none() && want.packed_for_hash.is_none());
        assert_eq!(old(user_operation).hash(entry_point, chain_id), want.user_op_hash);
        return;
    }
    let hashed = packed(&user_operation, want.packed.unwrap());
    let hash = match entry_point_version.as_str() {
        "0.7" => {
            assert_eq!(entry_point, chain::ENTRY_POINT_07);
            hashed.hash(entry_point, chain_id)
        }
        "0.8" => {
            assert_eq!(entry_point, chain::ENTRY_POINT_08);
            v08::hash(&hashed, entry_point, chain_id)
        }
        "0.9" => {
            assert_eq!(entry_point, chain::ENTRY_POINT_09);
            v08::hash(&hashed, entry_point, chain_id)
        }
        other => panic!("EntryPoint {other}"),
    };
    assert_eq!(hash, want.user_op_hash);
    assert_eq!(Packed::from(hashed), want.packed_for_hash.unwrap());
}

/// Checks the packed form on the wire and gives the one that is hashed.
fn packed(input: &Operation, mut want: Packed) -> PackedUserOperation {
    let operation = UserOperation::from(input.clone());
    let json = serde_json::to_string(&operation).unwrap();
    assert_eq!(serde_json::from_str::<UserOperation>(&json).unwrap(), operation);
    let mut hashed = operation.pack();
    let mut sent = Packed::from(operation.pack());
    if let Some(authorization) = &input.authorization {
        assert!(want.init_code.starts_with(&[0x77, 0x02]));
        // The recorder writes the two-byte marker; on chain it is a padded address.
        want.init_code = [v08::EIP_7702_FACTORY.as_slice(), &want.init_code[2..]].concat().into();
        hashed.init_code = v08::eip_7702_init_code(authorization.address, &operation.factory_data);
    }
    if let Some(signature) = &input.paymaster_signature {
        let data = hashed.paymaster_and_data;
        hashed.paymaster_and_data = v08::with_paymaster_magic(&data);
        sent.paymaster_and_data = v08::with_paymaster_signature(&data, signature).unwrap();
    }
    assert_eq!(sent, want);
    hashed
}

fn old(op: Operation) -> UserOperationV06 {
    UserOperationV06 {
        sender: op.sender,
        nonce: op.nonce,
        init_code: op.init_code.unwrap(),
        call_data: op.call_data,
        call_gas_limit: op.call_gas_limit,
        verification_gas_limit: op.verification_gas_limit,
        pre_verification_gas: op.pre_verification_gas,
        max_fee_per_gas: op.max_fee_per_gas,
        max_priority_fee_per_gas: op.max_priority_fee_per_gas,
        paymaster_and_data: op.paymaster_and_data.unwrap(),
    }
}
