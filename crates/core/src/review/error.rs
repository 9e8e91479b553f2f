//! Why a request cannot even be shown.
//!
//! Why: the signer refuses these as malformed, and the wallet that made them has a fault.
//! Refuses: to carry foreign text.

use alloy_primitives::Address;

use crate::approval::{MAX_LEAVES, MAX_NETWORKS};
use crate::approval_tree::TreeError;
use crate::permission::PermissionId;
use crate::plan::BadTerms;

/// What is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReviewError {
    /// Another protocol version.
    #[error(
        "The request speaks version {0} of the protocol; app and signer are of different versions. Install them together."
    )]
    Version(u16),
    /// Empty or too long a request id, or one with hidden characters.
    #[error("The request's id is empty, too long or unreadable.")]
    RequestId,
    /// No time to answer, or too much.
    #[error("The request allows {0} seconds to answer, which is not between 1 and 600.")]
    Deadline(u16),
    /// A grant needs the address of the session key.
    #[error("The session key has not been made yet.")]
    NoSession,
    /// Nothing to sign.
    #[error("The request names no network to sign for.")]
    NoLeaves,
    /// More than [`MAX_LEAVES`].
    #[error("The request asks for {0} signatures at once, more than {MAX_LEAVES}.")]
    TooManyLeaves(usize),
    /// More than [`MAX_NETWORKS`].
    #[error("The request is for {0} networks at once, more than {MAX_NETWORKS}.")]
    TooManyNetworks(usize),
    /// No tree can be made over what is asked.
    #[error("The request cannot be signed as it is: {0}.")]
    Tree(#[from] TreeError),
    /// Chain 0 does not exist.
    #[error("The request names network 0, which does not exist.")]
    NoSuchChain,
    /// Two leaves for one chain.
    #[error("The request names network {0} twice.")]
    SameChainTwice(u64),
    /// The single-chain validator signs one digest at a time.
    #[error("This account's owner can approve for one network at a time only.")]
    OneLeafOnly,
    /// An off switch that is not signed.
    #[error("The off switch for network {chain_id} is refused: {why}.")]
    Kill {
        /// EIP-155 chain id.
        chain_id: u64,
        /// What is wrong with it.
        why: BadTerms,
    },
    /// It would do something else than to end keys.
    #[error("The off switch for network {0} would do something else than to end keys.")]
    KillDoesMore(u64),
    /// Policies and signer do not give the permission id of a key.
    #[error("The key {0} is not the one that its rules describe.")]
    OtherKey(PermissionId),
    /// One key twice.
    #[error("The request names the key {0} twice.")]
    SameKeyTwice(PermissionId),
    /// Validation nonces begin at 1.
    #[error("The approval for network {0} is for number 0, which no account has.")]
    NonceZero(u64),
    /// A policy does not come back from its encoding.
    #[error("Policy {0} of the request changes when it is encoded, so it cannot be shown truly.")]
    Policy(usize),
    /// More policies than a permission holds.
    #[error("The request lists {0} policies, more than a key can have.")]
    TooManyPolicies(usize),
    /// The key that somebody brought cannot be a session key: nobody's, the owner's, or no point.
    #[error("The session key that was brought is {0}. Bring a key of the agent's own.")]
    Brought(&'static str),
    /// Policies and signer do not give the permission id of the key to be replaced.
    #[error("The key to be replaced is not the one that its rules describe.")]
    OtherReplaced,
    /// The operation is of another account.
    #[error("Operation {index} is sent by {got}, not by the account {expected}.")]
    ForeignSender {
        /// Which operation, from 0.
        index: usize,
        /// The account's address.
        expected: Address,
        /// The operation's sender.
        got: Address,
    },
    /// Another EntryPoint than 0.7.
    #[error("Operation {index} is for the EntryPoint {got}, which is not known.")]
    UnknownEntryPoint {
        /// Which operation, from 0.
        index: usize,
        /// The EntryPoint.
        got: Address,
    },
    /// The signature field is not empty.
    #[error("Operation {0} carries a signature already.")]
    AlreadySigned(usize),
    /// The nonce is not in the owner's own space.
    #[error("Operation {0} is not numbered as one of the owner.")]
    NotOwnerNonce(usize),
    /// The factory fields are not those of the account.
    #[error("Operation {0} would create something else than the account.")]
    ForeignFactory(usize),
    /// The calldata is not a well-formed `execute`.
    #[error("Operation {0} does not say in a readable way what it does.")]
    Unreadable(usize),
    /// The calls do not fit the purpose.
    #[error("Operation {operation}, call {call}: this does not belong to what is asked.")]
    DoesNotFit {
        /// Which operation, from 0.
        operation: usize,
        /// Which call in it, from 0.
        call: usize,
    },
    /// An operation without any call.
    #[error("Operation {0} does nothing.")]
    Empty(usize),
}
