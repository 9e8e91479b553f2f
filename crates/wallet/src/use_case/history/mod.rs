//! Goes through a chain's events about the account, piece by piece, and keeps what it finds.
//!
//! Why: keys that were granted or used outside this app show nowhere else.
//! Refuses: to hold anything up (a few pieces each time, going on where it stopped), and to trust
//! the newest blocks: they are read again next time, since chains take blocks back.

mod collect;
mod span;

use std::sync::Arc;

use latchkey_core::account::root::validator_id;
use latchkey_core::permission::ValidationId;

use crate::error::{Error, Result};
use crate::ports::{History as Events, NetworkError};
use crate::record::{Account, Cursor, History, HistoryPart, Network};
use crate::wallet::Wallet;

pub(crate) use span::Spans;

/// Blocks that may still be taken back; they are read again each time.
const UNSETTLED: u64 = 12;
/// Most pieces in one go, forward and backward each.
const PIECES: u32 = 10;

/// Where the newest block is, and whether the account exists there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    pub(crate) block: u64,
    pub(crate) deployed: bool,
}

/// One account on one chain, being gone through.
struct Walk<'a> {
    wallet: &'a Wallet,
    events: Arc<dyn Events>,
    account: &'a Account,
    network: &'a Network,
}

impl Wallet {
    /// What was seen of the account so far.
    pub(crate) async fn history_of(&self, account: &Account) -> Result<Arc<History>> {
        if let Some(known) = self.last_read().history(account.id) {
            return Ok(known);
        }
        let id = account.id;
        let history = Arc::new(self.stored(move |s| s.history(id)).await?);
        self.last_read().history_is(id, Some(history.clone()));
        Ok(history)
    }

    /// Validations seen on chains that belong to none of the account's keys and are not its root.
    pub(crate) async fn strangers_of(&self, account: &Account) -> Result<Vec<(u64, ValidationId)>> {
        let history = self.history_of(account).await?;
        if history.validations.is_empty() {
            return Ok(Vec::new());
        }
        let keys = self.keys_of(account).await?;
        let mut own: Vec<ValidationId> =
            keys.iter().map(|key| key.permission().validation_id()).collect();
        own.push(validator_id(account.owner().kind().address(account.spec.version)));
        own.push(validator_id(account.spec.root_validator_address()));
        let seen = history.validations.iter().map(|one| (one.chain_id, one.validation_id));
        Ok(seen.filter(|(_, id)| !own.contains(id)).collect())
    }

    /// Goes on through one chain. Whether anything was found.
    pub(crate) async fn look_back(
        &self,
        account: &Account,
        network: &Network,
        head: Head,
    ) -> Result<bool> {
        let events = self.ports().networks.history(network);
        let walk = Walk { wallet: self, events, account, network };
        let cursor = walk.cursor(head).await?;
        let (cursor, forward) = walk.forward(cursor, head.block).await?;
        let backward = walk.backward(cursor).await?;
        Ok(forward || backward)
    }
}

impl Walk<'_> {
    /// Where it stands; at first, at the newest block.
    async fn cursor(&self, head: Head) -> Result<Cursor> {
        let history = self.wallet.history_of(self.account).await?;
        let known = history.cursors.iter().find(|one| one.chain_id == self.network.chain_id);
        if let Some(cursor) = known {
            return Ok(*cursor);
        }
        let (account_id, chain_id) = (self.account.id, self.network.chain_id);
        let block = head.block;
        Ok(Cursor { account_id, chain_id, low: block, high: block, whole: !head.deployed })
    }

    async fn forward(&self, mut cursor: Cursor, head: u64) -> Result<(Cursor, bool)> {
        // A chain that is shorter than it was took blocks back, or began anew.
        cursor.high = cursor.high.min(head);
        cursor.low = cursor.low.min(cursor.high);
        let mut found = false;
        for _ in 0..PIECES {
            let from = cursor.high.saturating_sub(UNSETTLED);
            let to = self.wallet.spans().end(cursor.chain_id, from, head);
            let Some(logs) = self.logs(from, to).await? else { continue };
            let mut part = self.collect(logs).await?.part(cursor);
            part.again_from = Some(from);
            part.cursor.high = to.max(cursor.high);
            part.cursor.low = cursor.low.min(from);
            found |= self.keep(&part).await?;
            cursor = part.cursor;
            if to >= head {
                break;
            }
        }
        Ok((cursor, found))
    }

    async fn backward(&self, mut cursor: Cursor) -> Result<bool> {
        let mut found = false;
        for _ in 0..PIECES {
            if cursor.whole {
                break;
            }
            let to = cursor.low.saturating_sub(1);
            let from = self.wallet.spans().start(cursor.chain_id, to);
            let Some(logs) = self.logs(from, to).await? else { continue };
            let collected = self.collect(logs).await?;
            let whole = from == 0 || collected.deployed;
            let mut part = collected.part(cursor);
            (part.cursor.low, part.cursor.whole) = (from, whole);
            found |= self.keep(&part).await?;
            cursor = part.cursor;
        }
        Ok(found)
    }

    /// `None` when the node takes no range that long; then the next one is shorter.
    async fn logs(
        &self,
        from: u64,
        to: u64,
    ) -> Result<Option<Vec<latchkey_core::history::ChainLog>>> {
        match self.events.account_logs(self.account.address, from, to).await {
            Ok(logs) => Ok(Some(logs)),
            Err(NetworkError::Rejected { .. })
                if to > from && self.wallet.spans().shorten(self.network.chain_id) =>
            {
                Ok(None)
            }
            Err(error) => Err(Error::network(&self.network.name, &error)),
        }
    }

    async fn keep(&self, part: &HistoryPart) -> Result<bool> {
        let kept = part.clone();
        self.wallet.stored(move |s| s.add_history(&kept)).await?;
        self.wallet.last_read().history_is(self.account.id, None);
        Ok(!part.operations.is_empty() || !part.validations.is_empty())
    }
}
