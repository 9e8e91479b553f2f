//! Transactions as the EVM wants them, and those that nobody signed.
//! A transaction of an unlocked or impersonated account carries a marked signature: `r` is the
//! sender and `s` is 1. It recovers to nobody and is never accepted over `eth_sendRawTransaction`.

use alloy_consensus::{
    SignableTransaction as _, Transaction as _, TxEip1559, TxEnvelope, Typed2718 as _,
};
use alloy_primitives::{Address, Bytes, Signature, TxKind, U256};
use revm::context::TxEnv;

use super::execute::BASE_FEE;

/// The parts of a transaction that its sender does not sign.
#[derive(Debug, Clone)]
pub(crate) struct Unsigned {
    /// Who sends it.
    pub(crate) from: Address,
    /// What is called or created.
    pub(crate) to: TxKind,
    /// Wei sent along.
    pub(crate) value: U256,
    /// Calldata or creation code.
    pub(crate) data: Bytes,
    /// Most gas it may use.
    pub(crate) gas_limit: u64,
    /// Most wei per gas.
    pub(crate) max_fee_per_gas: u128,
    /// Tip in wei per gas.
    pub(crate) max_priority_fee_per_gas: u128,
}

impl Unsigned {
    /// A call at twice the base fee, without a tip.
    pub(crate) fn call(from: Address, to: Address, data: Bytes, gas_limit: u64) -> Self {
        Self {
            from,
            to: TxKind::Call(to),
            value: U256::ZERO,
            data,
            gas_limit,
            max_fee_per_gas: u128::from(BASE_FEE) * 2,
            max_priority_fee_per_gas: 0,
        }
    }

    /// The transaction with the marked signature.
    pub(crate) fn into_envelope(self, chain_id: u64, nonce: u64) -> TxEnvelope {
        let transaction = TxEip1559 {
            chain_id,
            nonce,
            gas_limit: self.gas_limit,
            max_fee_per_gas: self.max_fee_per_gas,
            max_priority_fee_per_gas: self.max_priority_fee_per_gas,
            to: self.to,
            value: self.value,
            access_list: Default::default(),
            input: self.data,
        };
        let marked =
            Signature::new(U256::from_be_slice(self.from.as_slice()), U256::from(1), false);
        transaction.into_signed(marked).into()
    }
}

/// What the EVM needs of a transaction.
pub(crate) fn tx_env(transaction: &TxEnvelope, sender: Address) -> TxEnv {
    let authorizations = transaction.authorization_list().unwrap_or_default();
    TxEnv {
        tx_type: transaction.ty(),
        caller: sender,
        gas_limit: transaction.gas_limit(),
        gas_price: transaction.max_fee_per_gas(),
        kind: transaction.kind(),
        value: transaction.value(),
        data: transaction.input().clone(),
        nonce: transaction.nonce(),
        chain_id: transaction.chain_id(),
        access_list: transaction.access_list().cloned().unwrap_or_default(),
        gas_priority_fee: transaction.max_priority_fee_per_gas(),
        authorization_list: authorizations
            .iter()
            .cloned()
            .map(revm::context::either::Either::Left)
            .collect(),
        ..TxEnv::default()
    }
}
