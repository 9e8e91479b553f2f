//! One signature of a session key: scope, then policies, then the hash computed here.
//!
//! Refuses: another account, chain, EntryPoint or permission than the key was granted for, a
//! signature field that is not empty, and whatever a policy would refuse on the chain.

use alloy_primitives::{Address, Bytes, FixedBytes};
use latchkey_core::{
    approval::{Claims, SessionRefusal},
    chain::ENTRY_POINT_07,
    kernel::{
        nonce::{self, Validation},
        signature::permission_signature,
    },
    names::Names,
    policy::check::{self, Facts},
    user_op::UserOperation,
};

use crate::vault::SessionEntry;

/// What is to be signed, and where.
pub(super) struct Asked<'a> {
    pub(super) chain_id: u64,
    pub(super) entry_point: Address,
    pub(super) now_unix_secs: u64,
    pub(super) operation: &'a UserOperation,
}

/// Why not, for programs and for people.
pub(super) type Refusal = (SessionRefusal, String);

/// `0xff ‖ r ‖ s ‖ v` (spec 4.6), over the hash of the operation (spec 2.2).
pub(super) fn sign(
    entry: &SessionEntry,
    permission_id: FixedBytes<4>,
    asked: &Asked<'_>,
) -> Result<Bytes, Refusal> {
    in_scope(entry, permission_id, asked)?;
    let facts = Facts::fresh(entry.account, asked.now_unix_secs);
    check::operation(&entry.policies, &facts, asked.operation).map_err(|failure| {
        let chains = [asked.chain_id];
        let words = failure.words(&Names::new(&Claims::default(), &chains));
        (SessionRefusal::OutsidePolicies, words.sentence)
    })?;
    let hash = asked.operation.hash(asked.entry_point, asked.chain_id);
    Ok(permission_signature(&entry.key().personal_sign(hash)))
}

fn in_scope(entry: &SessionEntry, id: FixedBytes<4>, asked: &Asked<'_>) -> Result<(), Refusal> {
    let outside = |why: &str| {
        Err((
            SessionRefusal::WrongScope,
            format!("{why}; use the key only for what it was granted"),
        ))
    };
    if !entry.chain_ids.contains(&asked.chain_id) {
        return outside(&format!("the key was not granted on network {}", asked.chain_id));
    }
    if asked.entry_point != ENTRY_POINT_07 {
        return outside("the operation is for another EntryPoint than 0.7");
    }
    if asked.operation.sender != entry.account {
        return outside("the operation is of another account");
    }
    if nonce::decode(asked.operation.nonce).validation != (Validation::Permission { id }) {
        return outside("the operation's nonce names another key");
    }
    if !asked.operation.signature.is_empty() {
        let why = "the operation is signed already; send it with an empty signature";
        return Err((SessionRefusal::Malformed, why.into()));
    }
    Ok(())
}
