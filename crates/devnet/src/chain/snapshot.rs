//! Going back: a snapshot remembers a point, a rollback undoes every block and edit after it.

use super::{Chain, ChainClock, ChainError};
use crate::persist::{Record, RollbackRecord};

/// A point to go back to.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    point: RollbackRecord,
    clock: ChainClock,
}

impl Chain {
    /// Remembers the present point and returns its number, counted from 1.
    pub(crate) fn snapshot(&mut self) -> usize {
        let tip = self.tip();
        let point = RollbackRecord {
            block: tip.header.number,
            changes: tip.undo.len(),
            clock_offset: self.clock.offset(),
        };
        self.snapshots.push(Snapshot { point, clock: self.clock.clone() });
        self.snapshots.len()
    }

    /// Goes back to a snapshot, which is then used up with all later ones; `false` when there is none.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub(crate) fn go_back(&mut self, number: usize) -> Result<bool, ChainError> {
        let Some(index) = number.checked_sub(1) else { return Ok(false) };
        let Some(snapshot) = self.snapshots.get(index).cloned() else { return Ok(false) };
        self.record(&Record::Rollback(snapshot.point))?;
        self.snapshots.truncate(index);
        self.roll_back(snapshot.point);
        self.clock = snapshot.clock;
        Ok(true)
    }

    /// Undoes what came after a recorded point.
    pub(super) fn roll_back(&mut self, point: RollbackRecord) {
        while self.tip().header.number > point.block {
            let Some(block) = self.blocks.pop() else { break };
            for undo in block.undo.iter().rev() {
                self.world.apply(undo);
            }
            self.world.pop_block_hash();
            self.block_by_hash.remove(&block.hash);
        }
        let newest = self.blocks.last_mut().unwrap_or(&mut self.genesis_block);
        let edits = newest.undo.split_off(point.changes.min(newest.undo.len()));
        for undo in edits.iter().rev() {
            self.world.apply(undo);
        }
        self.block_of_transaction.retain(|_, block| *block <= point.block);
        self.block_of_operation.retain(|_, block| *block <= point.block);
        self.clock.restore(point.clock_offset);
    }
}
