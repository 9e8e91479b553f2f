//! From what was read to a state, and to how the key is ended (spec 9.1, 9.3).
//!
//! Why: the rules differ by version and by what a policy still binds; they stand here once.
//! Refuses: to call over what could come back: a key whose gas is used up still sends operations
//! that cost nothing, an expired one still signs messages.

use super::messages::{self, Messages};
use super::state::{Drift, State, Unclear};
use super::{AccountFacts, KeyFacts};
use crate::kernel::enable::digest_nonce;
use crate::kernel::version::KernelVersion;
use crate::permission::Permission;
use crate::plan::Standing;
use crate::policy::{Policy, PolicyFlag, PolicyKind, describe::summary::binds_operations};

/// A state, what the key can still sign, and what ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Where it stands.
    pub state: State,
    /// Whether it can sign messages now.
    pub messages: Messages,
    /// How it is ended; `None` = nothing is left to end, and no call is needed.
    pub ending: Option<Standing>,
}

impl Verdict {
    /// For a key that could not be read: ended in every way there is.
    #[must_use]
    pub const fn unread(permission: &Permission, approved_nonce: u32, why: Unclear) -> Self {
        let policies = permission.policies.len();
        let standing = Standing::Unknown { policies, nonce: approved_nonce };
        Self { state: State::Unknown(why), messages: Messages::Anybody, ending: Some(standing) }
    }

    /// Whether nothing of the key can pass any more on that chain, for good.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.ending.is_none()
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
    if key.installed {
        return installed(approved, account, key, now);
    }
    let state = approval(approved, account, key);
    let live = match state {
        State::NotDeployed
        | State::ApprovedUnused
        | State::ApprovalDormant
        | State::ApprovalStale => true,
        State::Installed
        | State::Invalidated
        | State::Uninstalled
        | State::Expired
        | State::Exhausted
        | State::Drifted(_)
        | State::Unknown(_) => false,
    };
    let expired = live && ended_by_time(&approved.permission.policies, now);
    let pending = Standing::Approved { nonce: approved.nonce, stored: key.nonce };
    Verdict {
        state: if expired { State::Expired } else { state },
        messages: Messages::Nobody,
        ending: (live && !expired).then_some(pending),
    }
}

/// An approval that is not installed (spec 9.1, "pending approval").
fn approval(approved: Approved<'_>, account: &AccountFacts, key: &KeyFacts) -> State {
    let good_for = digest_nonce(approved.version, account.nonces.current, key.nonce);
    if key.nonce >= approved.nonce {
        State::Uninstalled
    } else if approved.nonce < good_for {
        State::Invalidated
    } else if !account.same_owner {
        State::ApprovalStale
    } else if approved.nonce > good_for {
        State::ApprovalDormant
    } else if account.deployed {
        State::ApprovedUnused
    } else {
        State::NotDeployed
    }
}

fn installed(approved: Approved<'_>, account: &AccountFacts, key: &KeyFacts, now: u64) -> Verdict {
    let Approved { version, permission, nonce } = approved;
    let messages = messages::now(version, permission, account, key);
    let (state, operations_over) = operations(permission, account, key, now);
    let policies = key.policies;
    // A permission approved anew while an older installation of it stands (spec 9.7).
    let again = nonce > key.nonce
        && nonce >= digest_nonce(version, account.nonces.current, key.nonce)
        && !ended_by_time(&permission.policies, now);
    let ending = if again {
        Some(Standing::InstalledAndApproved { policies, nonce, stored: key.nonce })
    } else if operations_over && messages == Messages::Nobody {
        None
    } else {
        Some(Standing::Installed { policies })
    };
    Verdict { state, messages, ending }
}

/// How an installed key stands, and whether its operations are over for good.
fn operations(
    permission: &Permission,
    account: &AccountFacts,
    key: &KeyFacts,
    now: u64,
) -> (State, bool) {
    let left = key.counters;
    if key.nonce < account.nonces.valid_from {
        (State::Invalidated, true)
    } else if !key.as_approved {
        (State::Drifted(Drift::Contents), false)
    } else if ended_by_time(&permission.policies, now) {
        (State::Expired, true)
    } else if left.uses_left == Some(0) {
        (State::Exhausted, true)
    } else if left.gas_left == Some(0) {
        // An operation of fee 0 is charged nothing (spec 4.3), so it would still pass.
        (State::Exhausted, false)
    } else if !key.may_execute {
        (State::Drifted(Drift::MayNotExecute), false)
    } else {
        let never = matches!(permission.flag, PolicyFlag::NotForUserOp | PolicyFlag::Neither);
        (State::Installed, never)
    }
}

/// Whether a time window that binds operations has closed. Its last second is still inside.
fn ended_by_time(policies: &[Policy], now: u64) -> bool {
    policies.iter().filter(|policy| binds_operations(policy)).any(|policy| match &policy.kind {
        PolicyKind::Timestamp(window) => window.valid_until > 0 && now > window.valid_until,
        PolicyKind::Call(_)
        | PolicyKind::Gas(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => false,
    })
}
