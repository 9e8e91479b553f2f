//! A finished block, at most one transaction in it, and its header with real hashes and roots.
//! The state root is not computed and stays zero: nobody proves state of a network on one machine.

use alloy_consensus::{
    Eip658Value, Header, Receipt, ReceiptEnvelope, ReceiptWithBloom, Transaction as _, TxEnvelope,
    TxReceipt as _, TxType, proofs,
};
use alloy_eips::eip7685::EMPTY_REQUESTS_HASH;
use alloy_primitives::{Address, B256, Bytes, Log, U256, logs_bloom};

use super::execute::{BASE_FEE, BENEFICIARY, BLOCK_GAS_LIMIT, BlockPoint};
use crate::state::Diff;

/// A block that is part of the chain.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// Its header.
    pub(crate) header: Header,
    /// keccak256 of the header.
    pub(crate) hash: B256,
    /// Its transaction: empty blocks have none, no block has two.
    pub(crate) mined: Option<Mined>,
    /// What takes the world back to the parent: the block itself first, then edits made after it.
    pub(crate) undo: Vec<Diff>,
}

/// A transaction and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Mined {
    /// The signed (or impersonated) transaction.
    pub(crate) envelope: TxEnvelope,
    /// Who sent it; the signature of an impersonated transaction says nothing.
    pub(crate) sender: Address,
    /// What the EVM made of it.
    pub(crate) outcome: Outcome,
}

/// The result of a mined transaction.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Outcome {
    /// Whether it did not revert.
    pub(crate) success: bool,
    /// Gas charged.
    pub(crate) gas_used: u64,
    /// Address of a created contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) created: Option<Address>,
    /// Logs, empty after a revert.
    pub(crate) logs: Vec<Log>,
    /// Return or revert data.
    pub(crate) output: Bytes,
}

impl Mined {
    /// The consensus receipt, whose root stands in the header.
    pub(crate) fn receipt(&self) -> ReceiptEnvelope {
        let receipt = Receipt {
            status: Eip658Value::Eip658(self.outcome.success),
            cumulative_gas_used: self.outcome.gas_used,
            logs: self.outcome.logs.clone(),
        };
        typed_receipt(self.envelope.tx_type(), receipt.into_with_bloom())
    }

    /// Wei paid per gas.
    pub(crate) fn gas_price(&self) -> u128 {
        self.envelope.effective_gas_price(Some(BASE_FEE))
    }
}

impl Block {
    /// Where the block stands for the EVM.
    pub(crate) fn point(&self) -> BlockPoint {
        BlockPoint {
            number: self.header.number,
            timestamp: self.header.timestamp,
            prevrandao: self.header.mix_hash,
        }
    }
}

/// A receipt in the envelope of its transaction type (EIP-2718).
pub(crate) fn typed_receipt<T>(
    kind: TxType,
    receipt: ReceiptWithBloom<Receipt<T>>,
) -> ReceiptEnvelope<T> {
    match kind {
        TxType::Legacy => ReceiptEnvelope::Legacy(receipt),
        TxType::Eip2930 => ReceiptEnvelope::Eip2930(receipt),
        TxType::Eip1559 => ReceiptEnvelope::Eip1559(receipt),
        TxType::Eip4844 => ReceiptEnvelope::Eip4844(receipt),
        TxType::Eip7702 => ReceiptEnvelope::Eip7702(receipt),
    }
}

/// The header of a block at `point` on top of `parent`.
pub(crate) fn header(parent: B256, point: BlockPoint, mined: Option<&Mined>) -> Header {
    let envelopes: Vec<&TxEnvelope> = mined.iter().map(|mined| &mined.envelope).collect();
    let receipts: Vec<ReceiptEnvelope> = mined.iter().map(|mined| mined.receipt()).collect();
    Header {
        parent_hash: parent,
        beneficiary: BENEFICIARY,
        transactions_root: proofs::calculate_transaction_root(&envelopes),
        receipts_root: proofs::calculate_receipt_root(&receipts),
        logs_bloom: mined.map(|mined| logs_bloom(&mined.outcome.logs)).unwrap_or_default(),
        difficulty: U256::ZERO,
        number: point.number,
        gas_limit: BLOCK_GAS_LIMIT,
        gas_used: mined.map_or(0, |mined| mined.outcome.gas_used),
        timestamp: point.timestamp,
        mix_hash: point.prevrandao,
        base_fee_per_gas: Some(BASE_FEE),
        withdrawals_root: Some(proofs::calculate_withdrawals_root(&[])),
        blob_gas_used: Some(0),
        excess_blob_gas: Some(0),
        parent_beacon_block_root: Some(B256::ZERO),
        requests_hash: Some(EMPTY_REQUESTS_HASH),
        state_root: B256::ZERO,
        ..Header::default()
    }
}
