//! How many blocks a node is asked for at once.
//!
//! Why: nodes differ (some take ten blocks, some a million) and only say so by refusing.
//! Refuses: to go below a length that every node takes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// At first.
const LONG: u64 = 5_000;
/// At least.
const SHORT: u64 = 16;

/// Lengths by chain, as learnt in this run.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    by_chain: Mutex<HashMap<u64, u64>>,
}

impl Spans {
    fn of(&self, chain_id: u64) -> u64 {
        let all = self.by_chain.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&chain_id).copied().unwrap_or(LONG)
    }

    /// The last block of a piece that begins here.
    pub(crate) fn end(&self, chain_id: u64, from: u64, head: u64) -> u64 {
        from.saturating_add(self.of(chain_id).saturating_sub(1)).min(head.max(from))
    }

    /// The first block of a piece that ends here.
    pub(crate) fn start(&self, chain_id: u64, to: u64) -> u64 {
        to.saturating_sub(self.of(chain_id).saturating_sub(1))
    }

    /// Halves the length; `false` = it is as short as it gets.
    pub(crate) fn shorten(&self, chain_id: u64) -> bool {
        let now = self.of(chain_id);
        let mut all = self.by_chain.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(chain_id, (now / 2).max(SHORT));
        now > SHORT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_meet_and_get_shorter_up_to_a_point() {
        let spans = Spans::default();
        assert_eq!((spans.end(1, 10, 100_000), spans.end(1, 10, 50)), (5_009, 50));
        assert_eq!((spans.start(1, 5_009), spans.start(1, 3)), (10, 0));
        assert!(spans.shorten(1) && spans.end(1, 0, 100_000) == 2_499);
        while spans.shorten(1) {}
        assert_eq!(spans.end(1, 0, 100_000), 15);
        assert_eq!(spans.end(2, 0, 100_000), 4_999, "another chain's own");
        assert_eq!(spans.end(1, 7, 3), 7, "never before its beginning");
    }
}
