//! The chain: the world, the blocks that made it, and the clock. One owner changes it at a time.
//! It refuses transactions that no block could hold; it signs nothing and keeps no key.

mod block;
mod clock;
mod edit;
mod execute;
mod mine;
mod overrides;
mod restore;
mod snapshot;
mod transaction;
mod view;

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use alloy_primitives::{Address, B256, keccak256};

use tokio::sync::watch;

pub(crate) use block::{Block, Mined, Outcome, typed_receipt};
pub(crate) use clock::ChainClock;
pub(crate) use execute::{BASE_FEE, BLOCK_GAS_LIMIT, BlockPoint, Rules, run};
pub(crate) use mine::ChainError;
pub(crate) use overrides::OverrideError;
pub(crate) use restore::OpenError;
pub(crate) use snapshot::Snapshot;
pub(crate) use transaction::{Unsigned, tx_env};
pub(crate) use view::View;

use crate::{
    genesis::{BUNDLER, FAUCET, GenesisState},
    persist::Journal,
    state::World,
};

/// Addresses of the contracts that the node itself speaks to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contracts {
    /// EntryPoint 0.7.
    pub(crate) entry_point: Address,
    /// The demo token that the faucet mints, when the genesis has one.
    pub(crate) demo_token: Option<Address>,
}

/// The whole state of one local network.
#[derive(Debug)]
pub(crate) struct Chain {
    /// EIP-155 chain id.
    pub(crate) id: u64,
    /// Contracts with a role.
    pub(crate) contracts: Contracts,
    /// Accounts, code and storage after the newest block.
    pub(crate) world: World,
    /// Block time.
    pub(crate) clock: ChainClock,
    /// Accounts that may send without a signature.
    pub(crate) impersonated: HashSet<Address>,
    blocks: Vec<Block>,
    genesis_block: Block,
    block_by_hash: HashMap<B256, u64>,
    block_of_transaction: HashMap<B256, u64>,
    block_of_operation: HashMap<B256, u64>,
    /// Seconds between empty blocks that are mined unasked.
    pub(crate) block_interval: watch::Sender<Option<Duration>>,
    snapshots: Vec<Snapshot>,
    journal: Option<Journal>,
}

impl Chain {
    /// A chain that holds only block 0, made at `timestamp`.
    pub(crate) fn new(id: u64, genesis: GenesisState, clock: ChainClock, timestamp: u64) -> Self {
        let contracts = Contracts {
            entry_point: genesis
                .address_of("EntryPoint")
                .unwrap_or(latchkey_core::chain::ENTRY_POINT_07),
            demo_token: genesis.address_of("DemoToken"),
        };
        let point = BlockPoint { number: 0, timestamp, prevrandao: keccak256(id.to_be_bytes()) };
        let header = block::header(B256::ZERO, point, None);
        let genesis_block =
            Block { hash: header.hash_slow(), header, mined: None, undo: Vec::new() };
        let mut world = World::new(genesis);
        world.push_block_hash(genesis_block.hash);
        Self {
            id,
            contracts,
            world,
            clock,
            impersonated: HashSet::from([FAUCET, BUNDLER]),
            blocks: Vec::new(),
            block_by_hash: HashMap::from([(genesis_block.hash, 0)]),
            genesis_block,
            block_of_transaction: HashMap::new(),
            block_of_operation: HashMap::new(),
            block_interval: watch::Sender::new(None),
            snapshots: Vec::new(),
            journal: None,
        }
    }

    /// The newest block.
    pub(crate) fn tip(&self) -> &Block {
        self.blocks.last().unwrap_or(&self.genesis_block)
    }

    /// The block with this number.
    pub(crate) fn block(&self, number: u64) -> Option<&Block> {
        match number.checked_sub(1) {
            None => Some(&self.genesis_block),
            Some(index) => self.blocks.get(usize::try_from(index).ok()?),
        }
    }

    /// The block with this hash.
    pub(crate) fn block_by_hash(&self, hash: B256) -> Option<&Block> {
        self.block(*self.block_by_hash.get(&hash)?)
    }

    /// The block that holds this transaction.
    pub(crate) fn block_of_transaction(&self, hash: B256) -> Option<(&Block, &Mined)> {
        let block = self.block(*self.block_of_transaction.get(&hash)?)?;
        Some((block, block.mined.as_ref()?))
    }

    /// The block whose transaction ran this user operation.
    pub(crate) fn block_of_operation(&self, hash: B256) -> Option<(&Block, &Mined)> {
        let block = self.block(*self.block_of_operation.get(&hash)?)?;
        Some((block, block.mined.as_ref()?))
    }
}
