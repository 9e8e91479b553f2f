//! Checks on the envelope of a request and on its list of chains.
//!
//! Why: the same for every kind of ask.
//! Refuses: see [`ReviewError`].

use super::ReviewError;
use crate::{
    account::Owner,
    approval::{
        ApprovalRequest, MAX_DEADLINE_SECS, MAX_LEAVES, MAX_NETWORKS, OwnerPublic, OwnerRef,
        PROTOCOL_VERSION,
    },
    text,
};

const MAX_REQUEST_ID: usize = 64;

pub(super) fn check(request: &ApprovalRequest) -> Result<(), ReviewError> {
    if request.version != PROTOCOL_VERSION {
        return Err(ReviewError::Version(request.version));
    }
    let id = &request.request_id;
    if id.is_empty() || id.chars().count() > MAX_REQUEST_ID || id.chars().any(text::is_hidden) {
        return Err(ReviewError::RequestId);
    }
    if !(1..=MAX_DEADLINE_SECS).contains(&request.deadline_secs) {
        return Err(ReviewError::Deadline(request.deadline_secs));
    }
    Ok(())
}

/// Why the key that would sign cannot speak for the account: it is not the owner.
pub(super) fn owner_mismatch(root: &Owner, signing: &OwnerRef) -> Option<String> {
    (OwnerPublic::from(root) != signing.public).then(|| {
        "The key that would sign does not own this account, so its signature would be void."
            .to_owned()
    })
}

/// One leaf per chain, at least one, at most [`MAX_NETWORKS`]; one in all for an owner who cannot
/// sign a tree.
pub(super) fn chains(root: &Owner, chains: &[u64]) -> Result<(), ReviewError> {
    leaves(root, chains)?;
    if chains.len() > MAX_NETWORKS {
        return Err(ReviewError::TooManyNetworks(chains.len()));
    }
    each_once(chains)
}

/// At least one chain, at most [`MAX_NETWORKS`], none twice.
pub(super) fn each_once(chains: &[u64]) -> Result<(), ReviewError> {
    if chains.is_empty() {
        return Err(ReviewError::NoLeaves);
    }
    if chains.len() > MAX_NETWORKS {
        return Err(ReviewError::TooManyNetworks(chains.len()));
    }
    if chains.contains(&0) {
        return Err(ReviewError::NoSuchChain);
    }
    for (place, chain) in chains.iter().enumerate() {
        if chains.iter().take(place).any(|before| before == chain) {
            return Err(ReviewError::SameChainTwice(*chain));
        }
    }
    Ok(())
}

/// The same where a chain may have several, as prepared stops do.
pub(super) fn leaves(root: &Owner, chains: &[u64]) -> Result<(), ReviewError> {
    if chains.is_empty() {
        return Err(ReviewError::NoLeaves);
    }
    if chains.len() > MAX_LEAVES {
        return Err(ReviewError::TooManyLeaves(chains.len()));
    }
    if !root.kind().signs_trees() && chains.len() > 1 {
        return Err(ReviewError::OneLeafOnly);
    }
    if chains.contains(&0) { Err(ReviewError::NoSuchChain) } else { Ok(()) }
}
