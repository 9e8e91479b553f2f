//! A chain from its data folder: a new one with its first record, or the stored one, record by record.

use std::path::Path;

use super::{Chain, ChainClock};
use crate::{
    config::Config,
    genesis::GenesisState,
    persist::{FORMAT, Journal, PersistError, Record, StartRecord},
};

/// Why there is no chain.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// The folder cannot be used.
    #[error(transparent)]
    Persist(#[from] PersistError),
    /// The stored chain is another one.
    #[error("the folder holds chain {stored}, not chain {asked}")]
    OtherChain {
        /// Chain id in the folder.
        stored: u64,
        /// Chain id asked for.
        asked: u64,
    },
}

impl Chain {
    /// The chain that a configuration names, with all its blocks.
    ///
    /// # Errors
    /// When the data folder cannot be used or holds another chain.
    pub(crate) fn open(config: &Config, genesis: GenesisState) -> Result<Self, OpenError> {
        let started = StartRecord {
            format: FORMAT,
            chain_id: config.chain_id,
            timestamp: config.clock.now().saturating_sub(1),
        };
        match &config.data_dir {
            Some(folder) => Self::open_folder(folder, config, genesis, started),
            None => Ok(Self::start(config, genesis, &started)),
        }
    }

    fn start(config: &Config, genesis: GenesisState, start: &StartRecord) -> Self {
        Self::new(start.chain_id, genesis, ChainClock::new(config.clock, 0), start.timestamp)
    }

    fn open_folder(
        folder: &Path,
        config: &Config,
        genesis: GenesisState,
        started: StartRecord,
    ) -> Result<Self, OpenError> {
        let stored = Journal::open(folder)?;
        let mut journal = stored.journal;
        let mut records = stored.records.into_iter();
        let Some(Record::Start(start)) = records.next() else {
            let mut chain = Self::start(config, genesis, &started);
            let write = journal.append(&Record::Start(started));
            write.map_err(|source| PersistError::Io { path: folder.to_owned(), source })?;
            chain.journal = Some(journal);
            return Ok(chain);
        };
        if start.chain_id != config.chain_id {
            return Err(OpenError::OtherChain { stored: start.chain_id, asked: config.chain_id });
        }
        let mut chain = Self::start(config, genesis, &start);
        for (index, record) in records.enumerate() {
            if !chain.replay(record) {
                let what = format!("record {} does not follow from the one before it", index + 2);
                return Err(journal.set_aside(what).into());
            }
        }
        chain.journal = Some(journal);
        Ok(chain)
    }

    /// Applies one stored record; `false` when it does not fit.
    fn replay(&mut self, record: Record) -> bool {
        match record {
            Record::Start(_) => return false,
            Record::Block(block) => {
                if block.header.number != self.tip().header.number + 1
                    || block.header.parent_hash != self.tip().hash
                {
                    return false;
                }
                self.clock.restore(block.clock_offset);
                self.accept(*block);
            }
            Record::Edit { diff } => self.accept_edit(&diff),
            Record::Rollback(point) => {
                if point.block > self.tip().header.number {
                    return false;
                }
                self.roll_back(point);
            }
            Record::Clock { offset } => self.clock.restore(offset),
        }
        true
    }
}
