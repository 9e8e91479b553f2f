//! From what was read to a state, and to how the key is ended (spec 9.1, 9.3).

use super::{AccountFacts, KeyFacts, State};
use crate::kernel::enable::digest_nonce;
use crate::kernel::version::KernelVersion;
use crate::permission::Permission;
use crate::plan::Standing;
use crate::policy::{Policy, PolicyKind};

/// A state, and what ends the key in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Where it stands.
    pub state: State,
    /// How it is ended; `None` = nothing is left to end.
    pub ending: Option<Standing>,
}

impl Verdict {
    /// For a key that could not be read: ended in every way there is.
    #[must_use]
    pub const fn unread(permission: &Permission, approved_nonce: u32) -> Self {
        let policies = permission.policies.len();
        let standing = Standing::Unknown { policies, nonce: approved_nonce };
        Self { state: State::Unknown, ending: Some(standing) }
    }
}

/// What was approved, and on which version of the account.
#[derive(Debug, Clone, Copy)]
pub struct Approved<'a> {
    /// Version of the account.
    pub version: KernelVersion,
    /// The permission.
    pub permission: &'a Permission,
    /// Validation nonce the approval was signed for.
    pub nonce: u32,
}

/// Decides. `now` is the time of the block the facts were read at, unix seconds.
#[must_use]
pub fn decide(approved: Approved<'_>, account: &AccountFacts, key: &KeyFacts, now: u64) -> Verdict {
    let Approved { version, permission, nonce: approved_nonce } = approved;
    if key.installed {
        return installed(permission, account, key, now);
    }
    let state = approval(version, approved_nonce, account, key);
    let expired = ended_by_time(&permission.policies, now);
    match state {
        State::NotDeployed | State::ApprovedUnused | State::ApprovalStale => Verdict {
            state: if expired { State::Expired } else { state },
            ending: Some(Standing::Approved { nonce: approved_nonce }),
        },
        State::Installed
        | State::Invalidated
        | State::Uninstalled
        | State::Expired
        | State::Exhausted
        | State::Unknown => Verdict { state, ending: None },
    }
}

/// An approval that is not installed (spec 9.1, "pending approval").
fn approval(version: KernelVersion, nonce: u32, account: &AccountFacts, key: &KeyFacts) -> State {
    let current = account.nonces.current;
    let digest_nonce = digest_nonce(version, current, key.nonce);
    if key.nonce >= nonce {
        return State::Uninstalled;
    }
    if nonce < digest_nonce {
        return State::Invalidated;
    }
    if nonce > digest_nonce || !account.same_owner {
        return State::ApprovalStale;
    }
    if account.deployed { State::ApprovedUnused } else { State::NotDeployed }
}

fn installed(permission: &Permission, account: &AccountFacts, key: &KeyFacts, now: u64) -> Verdict {
    let ending = Some(Standing::Installed { policies: key.policies });
    let left = key.counters;
    let state = if key.nonce < account.nonces.valid_from {
        State::Invalidated
    } else if !key.as_approved || !key.may_execute {
        State::Unknown
    } else if ended_by_time(&permission.policies, now) {
        State::Expired
    } else if left.uses_left == Some(0) || left.gas_left == Some(0) {
        State::Exhausted
    } else {
        State::Installed
    };
    Verdict { state, ending }
}

/// Whether a time window has closed.
fn ended_by_time(policies: &[Policy], now: u64) -> bool {
    policies.iter().any(|policy| match &policy.kind {
        PolicyKind::Timestamp(window) => window.valid_until > 0 && now > window.valid_until,
        PolicyKind::Call(_)
        | PolicyKind::Gas(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => false,
    })
}
