//! Every state a session key can be in on a chain, and what must be read to know it (spec 9.1).
//!
//! Why: an approval is invisible until it is used, "installed" is not "usable", and most ways to
//! end a key that look right end nothing (spec 9.3). One place reads and decides.
//! Refuses: to guess. What was not read, or does not decode, is [`State::Unknown`].

mod account;
mod decide;
mod key;
mod messages;
mod state;
mod stranger;

#[cfg(test)]
mod tests;

use alloy_primitives::{Address, Bytes};

pub use account::AccountFacts;
pub use decide::{Approved, Verdict, decide};
pub use key::{Counters, KeyFacts};
pub use messages::{Messages, answers, granted};
pub use state::{Drift, State, Unclear};
pub use stranger::{Entry, StrangerFacts};

use crate::account::{AccountSpec, Owner};
use crate::permission::{Permission, ValidationId};

/// One thing to read on a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Runtime code of an address; empty = none.
    Code(Address),
    /// `eth_call` without a sender.
    Call {
        /// Contract.
        to: Address,
        /// Calldata.
        data: Bytes,
    },
}

/// What came back: bytes, or `None` for a revert. A call to no code answers no bytes.
pub type Reply = Option<Bytes>;

/// The block something was read at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Block {
    /// Its number.
    pub number: u64,
    /// The time to judge by, unix seconds: the block's own, or a later one.
    pub timestamp: u64,
}

/// One account and some of its keys, to be read on one chain in one round trip.
#[derive(Debug, Clone)]
pub struct Inquiry<'a> {
    /// The account.
    pub account: &'a AccountSpec,
    /// Who should own it now; the first owner unless it was changed.
    pub owner: &'a Owner,
    /// Its keys, each with the validation nonce its approval was signed for.
    pub keys: &'a [(Permission, u32)],
    /// Validations that were seen on the chain and belong to none of the keys.
    pub strangers: &'a [ValidationId],
}

/// What an inquiry came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// Where it was read.
    pub block: Block,
    /// The account.
    pub account: AccountFacts,
    /// The keys, in order.
    pub keys: Vec<Finding>,
    /// The strangers, in order; `None` = did not decode.
    pub strangers: Vec<Option<StrangerFacts>>,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was read; `None` if it did not decode.
    pub facts: Option<KeyFacts>,
    /// What follows.
    pub verdict: Verdict,
}

impl Inquiry<'_> {
    /// Everything to ask, at one block.
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        let address = self.account.address();
        let mut questions = account::account_questions(self.account, self.owner);
        questions.extend(self.keys.iter().flat_map(|(p, _)| key::key_questions(address, p)));
        questions.extend(self.strangers.iter().flat_map(|id| stranger::questions(address, *id)));
        questions
    }

    /// Reads the replies, which are in the order of the questions and all from `block`. `None` when
    /// the account itself cannot be read.
    #[must_use]
    pub fn read(&self, replies: &[Reply], block: Block) -> Option<Findings> {
        let address = self.account.address();
        let (of_account, mut rest) = replies.split_at_checked(account::ACCOUNT_REPLIES)?;
        let account = account::read_account(self.account, self.owner, of_account)?;
        let mut keys = Vec::with_capacity(self.keys.len());
        for (permission, nonce) in self.keys {
            let (own, others) =
                rest.split_at_checked(key::key_questions(address, permission).len())?;
            rest = others;
            let facts = if account.deployed {
                key::read_key(permission, own)
            } else {
                Some(KeyFacts::NEVER)
            };
            let approved = Approved { version: self.account.version, permission, nonce: *nonce };
            let verdict = facts.as_ref().map_or_else(
                || Verdict::unread(permission, *nonce, Unclear::Unreadable),
                |facts| decide(approved, &account, facts, block.timestamp),
            );
            keys.push(Finding { facts, verdict });
        }
        let strangers = self.strangers.iter().map(|_| {
            let (own, others) = rest.split_at_checked(stranger::REPLIES)?;
            rest = others;
            if account.deployed { stranger::read(own) } else { Some(StrangerFacts::NEVER) }
        });
        let strangers = strangers.collect();
        Some(Findings { block, account, keys, strangers })
    }
}
