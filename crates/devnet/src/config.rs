//! What a caller decides about a network: port, chain id, folder, clock. No defaults are read from
//! the environment.

use std::{
    path::PathBuf,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The chain id of the local network unless another is asked for.
pub const DEFAULT_CHAIN_ID: u64 = 31337;

/// How one local network is to run.
#[derive(Debug, Clone)]
pub struct Config {
    /// TCP port on 127.0.0.1; `None` takes any free one.
    pub port: Option<u16>,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Folder that keeps the state; `None` keeps it in memory only.
    pub data_dir: Option<PathBuf>,
    /// Where the time of new blocks comes from.
    pub clock: Clock,
    /// Mines an empty block every so often; `None` mines only when there is a transaction.
    /// `evm_setIntervalMining` changes it while the network runs.
    pub block_interval: Option<Duration>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: None,
            chain_id: DEFAULT_CHAIN_ID,
            data_dir: None,
            clock: Clock::System,
            block_interval: None,
        }
    }
}

/// The source of block times, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The clock of the computer.
    System,
    /// Stands still: the first block has this time, and each later one is one second younger than its parent.
    Fixed(u64),
}

impl Clock {
    /// Seconds since 1970.
    #[must_use]
    pub fn now(&self) -> u64 {
        match self {
            Self::System => {
                SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs())
            }
            Self::Fixed(at) => *at,
        }
    }
}
