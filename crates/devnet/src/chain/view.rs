//! The state as of one block, for questions: reads, calls and simulations. Never changes the chain.

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256, Bytes, U256};
use revm::{
    Database as _, DatabaseRef as _,
    context::{
        TxEnv,
        result::{InvalidTransaction, ResultAndState},
    },
    database::CacheDB,
};

use super::{Block, BlockPoint, Chain, Rules, block, run};
use crate::state::{Scratch, rewind};

/// A state that may be changed freely, and the block it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct View<'c> {
    /// The state.
    pub(crate) state: Scratch<'c>,
    /// The block that calls see.
    pub(crate) point: BlockPoint,
    chain_id: u64,
}

impl Chain {
    /// The block that a tag names; `None` when there is none, and for `pending`.
    pub(crate) fn resolve(&self, tag: BlockNumberOrTag) -> Option<&Block> {
        match tag {
            BlockNumberOrTag::Latest | BlockNumberOrTag::Safe | BlockNumberOrTag::Finalized => {
                Some(self.tip())
            }
            BlockNumberOrTag::Earliest => self.block(0),
            BlockNumberOrTag::Number(number) => self.block(number),
            BlockNumberOrTag::Pending => None,
        }
    }

    /// The state after a block, or for `pending` the newest state in the block that would be next.
    pub(crate) fn view(&self, id: BlockId) -> Option<View<'_>> {
        match id {
            BlockId::Number(BlockNumberOrTag::Pending) => Some(self.pending()),
            BlockId::Number(tag) => Some(self.after(self.resolve(tag)?)),
            BlockId::Hash(hash) => Some(self.after(self.block_by_hash(hash.block_hash)?)),
        }
    }

    /// The newest state in the block that would be next.
    pub(crate) fn pending(&self) -> View<'_> {
        View { state: CacheDB::new(&self.world), point: self.next_point(), chain_id: self.id }
    }

    /// The block that would be next, if it were empty.
    pub(crate) fn pending_block(&self) -> Block {
        let header = block::header(self.tip().hash, self.next_point(), None);
        Block { hash: header.hash_slow(), header, mined: None, undo: Vec::new() }
    }

    fn after(&self, block: &Block) -> View<'_> {
        let later =
            self.blocks.iter().rev().take_while(|later| later.header.number > block.header.number);
        let undo = later.flat_map(|later| later.undo.iter().rev());
        View { state: rewind(&self.world, undo), point: block.point(), chain_id: self.id }
    }
}

impl View<'_> {
    /// Native balance in wei.
    pub(crate) fn balance(&self, address: Address) -> U256 {
        self.info(address).map(|info| info.balance).unwrap_or_default()
    }

    /// Account nonce.
    pub(crate) fn nonce(&self, address: Address) -> u64 {
        self.info(address).map(|info| info.nonce).unwrap_or_default()
    }

    /// Runtime code.
    pub(crate) fn code(&self, address: Address) -> Bytes {
        let Some(info) = self.info(address) else { return Bytes::new() };
        let code = info.code.or_else(|| self.state.code_by_hash_ref(info.code_hash).ok());
        code.map(|code| code.original_bytes()).unwrap_or_default()
    }

    /// One storage word.
    pub(crate) fn slot(&mut self, address: Address, slot: U256) -> B256 {
        let word = self.state.storage(address, slot).unwrap_or_else(|never| match never {});
        word.into()
    }

    /// Runs a transaction as a question and returns what it would change.
    ///
    /// # Errors
    /// When no block could hold it.
    pub(crate) fn run(&mut self, transaction: TxEnv) -> Result<ResultAndState, InvalidTransaction> {
        run(&mut self.state, self.chain_id, self.point, transaction, Rules::Call)
    }

    fn info(&self, address: Address) -> Option<revm::state::AccountInfo> {
        self.state.basic_ref(address).unwrap_or_else(|never| match never {})
    }
}
