//! Making blocks: one per transaction, at once. A block is written to the journal before it becomes
//! part of the chain, so that nobody is told of a block that a crash could take back.

use std::io;

use alloy_consensus::TxEnvelope;
use alloy_primitives::{Address, B256, Bytes};
use revm::{
    context::result::{ExecutionResult, InvalidTransaction},
    database::CacheDB,
};

use super::{Block, BlockPoint, Chain, Mined, Outcome, Rules, Unsigned, block, run, tx_env};
use crate::{
    bundler,
    persist::{BlockRecord, Record, TransactionRecord},
    state::Diff,
};

/// Why there is no block.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChainError {
    /// No block can hold the transaction.
    #[error("{}", words(.0))]
    Invalid(InvalidTransaction),
    /// The transaction would revert with this data, and was to be mined only if it does not.
    #[error("the transaction would revert with {0}")]
    Reverts(Bytes),
    /// The journal could not be written; the chain is as it was.
    #[error("nothing was changed, because the journal could not be written: {0}")]
    Journal(#[from] io::Error),
}

/// The refusal, beginning as tools expect it of a node.
fn words(invalid: &InvalidTransaction) -> String {
    if let InvalidTransaction::NonceTooHigh { tx, state } = invalid {
        return format!("nonce too high: the transaction has {tx}, the account is at {state}");
    }
    if let InvalidTransaction::NonceTooLow { tx, state } = invalid {
        return format!("nonce too low: the transaction has {tx}, the account is at {state}");
    }
    if let InvalidTransaction::LackOfFundForMaxFee { fee, balance } = invalid {
        return format!(
            "insufficient funds for gas * price + value: {fee} wei needed, {balance} there"
        );
    }
    format!("the transaction was refused: {invalid}")
}

impl Chain {
    /// The place of the block that would be made now.
    pub(crate) fn next_point(&self) -> BlockPoint {
        let tip = self.tip();
        BlockPoint {
            number: tip.header.number.saturating_add(1),
            timestamp: self.clock.after(tip.header.timestamp),
            prevrandao: tip.hash,
        }
    }

    /// Mines a block with this transaction in it and returns the transaction's hash.
    ///
    /// # Errors
    /// When the transaction is refused (wrong nonce, no funds, …) or the journal cannot be written.
    pub(crate) fn submit(
        &mut self,
        envelope: TxEnvelope,
        sender: Address,
        rules: Rules,
    ) -> Result<B256, ChainError> {
        let hash = *envelope.tx_hash();
        let (point, mined, diff) = self.try_out(envelope, sender, rules)?;
        self.seal(point, Some(mined), diff)?;
        Ok(hash)
    }

    /// Runs a transaction in the block that would be next, and changes nothing.
    fn try_out(
        &self,
        envelope: TxEnvelope,
        sender: Address,
        rules: Rules,
    ) -> Result<(BlockPoint, Mined, Diff), ChainError> {
        let point = self.next_point();
        let transaction = tx_env(&envelope, sender);
        let done = run(CacheDB::new(&self.world), self.id, point, transaction, rules)
            .map_err(ChainError::Invalid)?;
        let diff = Diff::of(&self.world, &done.state);
        Ok((point, Mined { envelope, sender, outcome: done.result.into() }, diff))
    }

    /// Mines a transaction of an unlocked or impersonated account.
    ///
    /// # Errors
    /// As [`Chain::submit`].
    pub(crate) fn send(&mut self, transaction: Unsigned) -> Result<B256, ChainError> {
        let sender = transaction.from;
        let envelope = transaction.into_envelope(self.id, self.world.nonce(sender));
        self.submit(envelope, sender, Rules::Impersonated)
    }

    /// The same, but only if it does not revert.
    ///
    /// # Errors
    /// As [`Chain::submit`], and [`ChainError::Reverts`]; then nothing changed.
    pub(crate) fn send_if_it_succeeds(
        &mut self,
        transaction: Unsigned,
    ) -> Result<B256, ChainError> {
        let sender = transaction.from;
        let envelope = transaction.into_envelope(self.id, self.world.nonce(sender));
        let hash = *envelope.tx_hash();
        let (point, mined, diff) = self.try_out(envelope, sender, Rules::Impersonated)?;
        if !mined.outcome.success {
            return Err(ChainError::Reverts(mined.outcome.output));
        }
        self.seal(point, Some(mined), diff)?;
        Ok(hash)
    }

    /// Mines a block without a transaction.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub(crate) fn mine_empty(&mut self) -> Result<(), ChainError> {
        self.seal(self.next_point(), None, Diff::default())
    }

    fn seal(
        &mut self,
        point: BlockPoint,
        mined: Option<Mined>,
        diff: Diff,
    ) -> Result<(), ChainError> {
        let header = block::header(self.tip().hash, point, mined.as_ref());
        self.clock.made(point.timestamp);
        let record = BlockRecord {
            hash: header.hash_slow(),
            header,
            clock_offset: self.clock.offset(),
            diff,
            transaction: mined.map(TransactionRecord::from),
        };
        let record = Record::Block(Box::new(record));
        if let Some(journal) = &mut self.journal {
            journal.append(&record)?;
        }
        if let Record::Block(record) = record {
            self.accept(*record);
        }
        Ok(())
    }

    /// Makes a recorded block the newest one.
    pub(super) fn accept(&mut self, record: BlockRecord) {
        let number = record.header.number;
        let undo = vec![self.world.apply(&record.diff)];
        self.world.push_block_hash(record.hash);
        self.block_by_hash.insert(record.hash, number);
        let mined = record.transaction.map(Mined::from);
        if let Some(mined) = &mined {
            self.block_of_transaction.insert(*mined.envelope.tx_hash(), number);
            let operations =
                bundler::operation_hashes(self.contracts.entry_point, &mined.outcome.logs);
            self.block_of_operation.extend(operations.map(|hash| (hash, number)));
        }
        self.blocks.push(Block { header: record.header, hash: record.hash, mined, undo });
    }

    /// Remembers what takes an edit back; it belongs to the newest block.
    pub(super) fn remember_edit(&mut self, undo: Diff) {
        let newest = self.blocks.last_mut().unwrap_or(&mut self.genesis_block);
        newest.undo.push(undo);
    }

    /// Writes one record to the journal, if there is one.
    pub(super) fn record(&mut self, record: &Record) -> Result<(), ChainError> {
        match &mut self.journal {
            Some(journal) => Ok(journal.append(record)?),
            None => Ok(()),
        }
    }
}

impl From<ExecutionResult> for Outcome {
    fn from(result: ExecutionResult) -> Self {
        let gas_used = result.gas().tx_gas_used();
        match result {
            ExecutionResult::Success { logs, output, .. } => Self {
                success: true,
                gas_used,
                created: output.address().copied(),
                logs,
                output: output.into_data(),
            },
            ExecutionResult::Revert { output, .. } => {
                Self { success: false, gas_used, created: None, logs: Vec::new(), output }
            }
            ExecutionResult::Halt { .. } => Self {
                success: false,
                gas_used,
                created: None,
                logs: Vec::new(),
                output: Bytes::new(),
            },
        }
    }
}
