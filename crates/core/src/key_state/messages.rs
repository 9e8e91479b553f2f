//! Whether a key can sign messages for the account (ERC-1271), apart from its operations (spec 9.3,
//! 12.1).
//!
//! Why: expiry, used-up limits and, up to 0.3.2, a raised nonce end operations and leave messages
//! alone: logins, orders and permits go on until the key is uninstalled.
//! Refuses: nothing; what the chain holds instead of the approval is taken for the worst.

use alloy_primitives::Address;

use super::{AccountFacts, KeyFacts};
use crate::kernel::version::KernelVersion;
use crate::permission::Permission;
use crate::policy::{Policy, PolicyFlag, PolicyKind, describe::summary::binds_messages};

/// Who gets a yes from `isValidSignature` for a signature of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Messages {
    /// Nobody, now and for as long as it stands as it does.
    Nobody,
    /// The callers that its signature-caller policies list.
    Listed,
    /// Every caller.
    Anybody,
}

/// What the permission allows by itself, once it is installed.
#[must_use]
pub fn granted(permission: &Permission) -> Messages {
    if matches!(permission.flag, PolicyFlag::NotForSignature | PolicyFlag::Neither) {
        return Messages::Nobody;
    }
    let lists = permission.policies.iter().filter_map(listed);
    lists.fold(Messages::Anybody, |sofar, callers| match (sofar, callers) {
        (Messages::Nobody, _) | (_, 0) => Messages::Nobody,
        (Messages::Anybody | Messages::Listed, _) => Messages::Listed,
    })
}

/// How many callers a policy lets ask; `None` where it lets everybody.
fn listed(policy: &Policy) -> Option<usize> {
    match &policy.kind {
        PolicyKind::SignatureCaller(only) if binds_messages(policy) => {
            Some(only.allowed_callers.len())
        }
        PolicyKind::SignatureCaller(_)
        | PolicyKind::Call(_)
        | PolicyKind::Gas(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::Sudo => None,
    }
}

/// What holds now, from what was read.
#[must_use]
pub(super) fn now(
    version: KernelVersion,
    permission: &Permission,
    account: &AccountFacts,
    key: &KeyFacts,
) -> Messages {
    let below = key.nonce < account.nonces.valid_from;
    if !key.installed || (below && checks_nonce(version)) {
        Messages::Nobody
    } else if key.as_approved {
        granted(permission)
    } else {
        Messages::Anybody
    }
}

/// Whether `invalidateNonce` stops messages too (0.3.3, spec appendix A).
const fn checks_nonce(version: KernelVersion) -> bool {
    match version {
        KernelVersion::V0_3_3 => true,
        KernelVersion::V0_3_0 | KernelVersion::V0_3_1 | KernelVersion::V0_3_2 => false,
    }
}

/// Whether a caller of `isValidSignature` gets an answer from an installed permission at all.
#[must_use]
pub fn answers(permission: &Permission, caller: Address) -> bool {
    let lets = |policy: &Policy| match &policy.kind {
        PolicyKind::SignatureCaller(only) if binds_messages(policy) => {
            only.allowed_callers.contains(&caller)
        }
        PolicyKind::SignatureCaller(_)
        | PolicyKind::Call(_)
        | PolicyKind::Gas(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::Sudo => true,
    };
    granted(permission) != Messages::Nobody && permission.policies.iter().all(lets)
}
