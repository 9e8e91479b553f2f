//! Prepared kills as they are kept: the operations that follow from the terms, with the owner's
//! signatures.
//!
//! Refuses: nothing; that the owner signed exactly this is checked before.

use alloy_primitives::Bytes;
use latchkey_core::approval::KillTerms;
use latchkey_core::kernel::nonce;
use latchkey_core::permission::PermissionId;
use latchkey_core::plan::{Kill, ONE_KEY_LANE};

use crate::record::{Account, KillEnds, MadeFor, PreparedKill};
use crate::use_case::passkey;

/// Where, and for which approval, kills were prepared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// EIP-155 chain id.
    pub(crate) chain_id: u64,
    /// Nonce of the approval of the key.
    pub(crate) validation_nonce: u32,
    /// What they were prepared from.
    pub(crate) terms: &'a KillTerms,
    /// How the network checks a passkey owner's signature; `None` for an ECDSA owner.
    pub(crate) use_precompile: Option<bool>,
    /// Unix seconds.
    pub(crate) now: u64,
}

/// A kill with its signature, as a row for its key.
pub(crate) fn row(
    account: &Account,
    key: (i64, PermissionId),
    place: Place<'_>,
    (kill, signature): (Kill, Bytes),
) -> PreparedKill {
    let (key_id, permission_id) = key;
    let ends = ends(&kill);
    let mut operation = kill.leaf.operation;
    operation.signature = passkey::flagged(signature, place.use_precompile);
    PreparedKill {
        id: 0,
        key_id,
        chain_id: place.chain_id,
        ends,
        operation,
        made_for: MadeFor {
            owner: account.public,
            permission_id,
            validation_nonce: place.validation_nonce,
            terms: place.terms.clone(),
        },
        made_at: place.now,
    }
}

/// What a kill ends: its lane says so.
pub(crate) fn ends(kill: &Kill) -> KillEnds {
    if nonce::decode(kill.leaf.operation.nonce).lane == ONE_KEY_LANE {
        KillEnds::OneKey
    } else {
        KillEnds::Everything
    }
}
