//! What a person sees before signing, made from the exact bytes and nothing else.
//!
//! Why: "what you see is what is signed". Every hash (spec 2.2, 5.1, 6) is computed again from the
//! request, every policy goes through its encoding and back, every call is decoded; names are
//! claims and stand apart.
//! Refuses: with a typed error, whatever is malformed or not what it says; with
//! [`Review::blocked`], what is well formed but must never be approved.

mod call_words;
mod change_owner;
mod error;
mod grant;
mod kills;
mod off_switch;
mod operations;
mod owner_key;
mod owner_removal;
mod provenance;
mod purpose;
mod recipe;
mod reopen;
mod request;
mod transaction;

#[cfg(test)]
mod tests;

use alloy_primitives::{Address, B256};

use crate::{
    approval::{ApprovalRequest, Ask},
    approval_tree::Tree,
    diff::Diff,
    permission::Permission,
};

pub use crate::{policy::describe::span::Span, worst_case::Row};
pub(crate) use call_words::call_words;
pub use error::ReviewError;
pub use purpose::ending_words;
pub(crate) use purpose::ends;

/// The data of an approval sheet, top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// `Grant “Rent” to billing bot`.
    pub title: String,
    /// Who asks, and when.
    pub asked_by: String,
    /// What happens if it is approved.
    pub sentence: Vec<Span>,
    /// Account, key, owner, networks, numbers.
    pub facts: Vec<Fact>,
    /// Every rule, or every call.
    pub rules: Vec<String>,
    /// What is not limited.
    pub not_limited: Vec<String>,
    /// What is signed with it to end keys later, or why nothing is.
    pub off_switch: Vec<String>,
    /// What it could come to.
    pub at_worst: Vec<Row>,
    /// What is different from the key that this one takes the place of.
    pub diff: Option<Diff>,
    /// What to look at twice.
    pub warnings: Vec<String>,
    /// Names that somebody claims; never part of what is signed.
    pub claims: Vec<String>,
    /// Names of the networks it is for, one per digest that [`Self::groups`] does not hold.
    pub networks: Vec<String>,
    /// The 32 bytes the owner signs; `None` when nothing of the account is signed.
    pub you_sign: Option<B256>,
    /// What [`Self::you_sign`] is the hash of, so that anybody can compute it again.
    pub recipe: Option<String>,
    /// Digest of each leaf, in the order of the tree.
    pub digests: Vec<B256>,
    /// Those of [`Self::digests`] that come after the first ones in crowds: kills, by network.
    pub groups: Vec<HashGroup>,
    /// Why no approval can be given.
    pub blocked: Option<String>,
    /// What a person may type to lift [`Self::blocked`]; `None` = nothing lifts it.
    pub unlock: Option<&'static str>,
    /// What the signer needs to make its verdict.
    pub signing: Signing,
}

/// Hashes of the same kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashGroup {
    /// `Off switch, Base`.
    pub label: String,
    /// Place in the tree, from 0; the hash; and what it is of.
    pub hashes: Vec<(usize, B256, String)>,
}

/// One labelled fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// `Account`, `Key`, …
    pub label: String,
    /// What is shown.
    pub value: String,
    /// All of it, when `value` is grouped or shortened.
    pub full: Option<String>,
}

/// What the signer signs once the person has approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signing {
    /// Nothing of the account; something is done to an owner key itself.
    Nothing,
    /// The root over enable digests; one enable signature per leaf comes of it.
    Grant {
        /// The permission that is approved.
        permission: Box<Permission>,
        /// Tree over the enable digests and, after them, the kills.
        tree: Tree,
        /// How many kills each leaf of the request has.
        kills: Vec<usize>,
    },
    /// The root over kills; one signature per kill comes of it.
    Kills {
        /// Tree over the hashes.
        tree: Tree,
    },
    /// The root over operation hashes; one signature per operation comes of it.
    Operations {
        /// Tree over the hashes.
        tree: Tree,
    },
    /// Each transaction's own hash, raw; one signature per transaction.
    Transactions {
        /// Their signing hashes, in order.
        hashes: Vec<B256>,
    },
}

/// Makes the review of a request. `session` is the address of the session key that the signer made
/// for a grant with [`crate::approval::SessionSource::Made`], and is ignored for everything else.
///
/// # Errors
/// [`ReviewError`] for what must be refused before anybody is asked.
pub fn of(request: &ApprovalRequest, session: Option<Address>) -> Result<Review, ReviewError> {
    request::check(request)?;
    let asked_by = provenance::words(&request.provenance);
    let mut review = match &request.ask {
        Ask::CreateOwner(ask) => owner_key::create(ask),
        Ask::ImportOwner(ask) => owner_key::import(ask),
        Ask::BackupOwner(ask) => owner_key::backup(ask),
        Ask::AddLock(ask) => owner_key::add_lock(ask),
        Ask::TestOwner(ask) => owner_key::test(ask),
        Ask::RemoveOwner(ask) => owner_removal::remove(ask),
        Ask::Reopen(ask) => reopen::reopen(ask),
        Ask::Grant(ask) => grant::review(ask, session)?,
        Ask::Operations(ask) => operations::review(ask)?,
        Ask::Kills(ask) => kills::review(ask)?,
        Ask::Transaction(ask) => transaction::review(ask)?,
    };
    // Who asks is weighed before anything else.
    review.warnings.splice(..0, provenance::warning(&request.provenance));
    review.facts.extend(provenance::program(&request.provenance));
    Ok(Review { asked_by, ..review })
}

impl Review {
    /// The sentence as plain text, addresses shortened.
    #[must_use]
    pub fn plain_sentence(&self) -> String {
        crate::policy::describe::span::plain(&self.sentence)
    }
}

impl Fact {
    fn new(label: &str, value: impl Into<String>) -> Self {
        Self { label: label.to_owned(), value: value.into(), full: None }
    }

    fn address(label: &str, address: Address, more: &str) -> Self {
        let grouped = crate::text::grouped_address(address);
        let value = if more.is_empty() { grouped } else { format!("{grouped} · {more}") };
        Self { label: label.to_owned(), value, full: Some(address.to_checksum(None)) }
    }
}
