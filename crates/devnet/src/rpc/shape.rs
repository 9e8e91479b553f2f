//! Blocks, transactions, logs and receipts in the shapes of the execution API.

use alloy_consensus::{
    Eip658Value, Receipt, Transaction as _, TxEnvelope, TxReceipt as _,
    transaction::{Recovered, TransactionInfo},
};
use alloy_primitives::{B256, Sealed, TxKind};
use alloy_rpc_types_eth::{
    Block as RpcBlock, BlockTransactions, Header, Log, Transaction, TransactionReceipt,
};

use crate::chain::{BASE_FEE, Block, Mined, typed_receipt};

/// A block, with whole transactions or only their hashes.
pub(super) fn block(block: &Block, whole: bool) -> RpcBlock {
    let header = Header::from_sealed(Sealed::new_unchecked(block.header.clone(), block.hash));
    let transactions = if whole {
        BlockTransactions::Full(block.mined.iter().map(|mined| transaction(block, mined)).collect())
    } else {
        BlockTransactions::Hashes(
            block.mined.iter().map(|mined| *mined.envelope.tx_hash()).collect(),
        )
    };
    RpcBlock { header, uncles: Vec::new(), transactions, withdrawals: Some(Vec::new().into()) }
}

/// A mined transaction.
pub(super) fn transaction(block: &Block, mined: &Mined) -> Transaction<TxEnvelope> {
    let info = TransactionInfo {
        hash: Some(*mined.envelope.tx_hash()),
        index: Some(0),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        base_fee: Some(BASE_FEE),
        block_timestamp: Some(block.header.timestamp),
    };
    Transaction::from_transaction(
        Recovered::new_unchecked(mined.envelope.clone(), mined.sender),
        info,
    )
}

/// All logs of a block.
pub(super) fn logs(block: &Block) -> impl Iterator<Item = Log> {
    let mined = block.mined.as_ref();
    let hash: Option<B256> = mined.map(|mined| *mined.envelope.tx_hash());
    mined.into_iter().flat_map(|mined| &mined.outcome.logs).zip(0_u64..).map(move |(log, index)| {
        Log {
            inner: log.clone(),
            block_hash: Some(block.hash),
            block_number: Some(block.header.number),
            block_timestamp: Some(block.header.timestamp),
            transaction_hash: hash,
            transaction_index: Some(0),
            log_index: Some(index),
            removed: false,
        }
    })
}

/// The receipt of a mined transaction.
pub(super) fn receipt(block: &Block, mined: &Mined) -> TransactionReceipt {
    let receipt = Receipt {
        status: Eip658Value::Eip658(mined.outcome.success),
        cumulative_gas_used: mined.outcome.gas_used,
        logs: logs(block).collect::<Vec<_>>(),
    };
    let bloom = mined.receipt().bloom();
    TransactionReceipt {
        inner: typed_receipt(mined.envelope.tx_type(), receipt.into_with_bloom_unchecked(bloom)),
        transaction_hash: *mined.envelope.tx_hash(),
        transaction_index: Some(0),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        gas_used: mined.outcome.gas_used,
        effective_gas_price: mined.gas_price(),
        blob_gas_used: None,
        blob_gas_price: None,
        from: mined.sender,
        to: match mined.envelope.kind() {
            TxKind::Call(to) => Some(to),
            TxKind::Create => None,
        },
        contract_address: mined.outcome.created,
    }
}
