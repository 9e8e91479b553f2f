//! From keys and how they stand to one batch (spec 9.5).
//!
//! Why: uninstalls come before raises, tombstones that count the nonce on come after those that
//! need the present one, and several parts go in try mode so that one cannot stop the rest.
//! Refuses: nothing but nonces out of reach ([`TooFar`]).

use alloy_primitives::Address;

use super::burn::{Burn, whatever_its_state};
use super::raise::{TooFar, goal, raise, to_self};
use super::{EndPlan, Ending, Ground, Loss, OwnerMessages, Shown, Standing, loss, repair};
use crate::kernel::execute::{Call, ExecMode};
use crate::kernel::install::uninstall_validation;
use crate::permission::ValidationId;

/// What the keys need, sorted by kind.
#[derive(Default)]
struct Parts {
    uninstalls: Vec<(ValidationId, usize)>,
    burns: Vec<Burn>,
    unknown: Vec<(ValidationId, usize, u32)>,
    /// Highest nonce of an approval that only a raise can end.
    beyond: Option<u32>,
    /// Highest nonce of any approval.
    highest: u32,
    shows: Vec<Shown>,
}

impl Parts {
    fn of(ground: &Ground<'_>, keys: &[Ending]) -> Self {
        let mut parts = Self::default();
        for Ending { validation_id, standing } in keys {
            let id = *validation_id;
            match *standing {
                Standing::Installed { policies } => parts.uninstall(id, policies),
                Standing::Approved { nonce, stored } => parts.approval(ground, id, nonce, stored),
                Standing::InstalledAndApproved { policies, nonce, stored } => {
                    parts.uninstall(id, policies);
                    parts.approval(ground, id, nonce, stored);
                }
                Standing::Unknown { policies, nonce } => {
                    parts.unknown.push((id, policies, nonce));
                    parts.highest = parts.highest.max(nonce);
                    if nonce > ground.nonces.current {
                        parts.beyond = parts.beyond.max(Some(nonce));
                    }
                    let void = Shown::Void { validation_id: id, nonce };
                    parts.shows.extend([Shown::Gone { validation_id: id }, void]);
                }
            }
        }
        parts
    }

    fn uninstall(&mut self, validation_id: ValidationId, policies: usize) {
        self.uninstalls.push((validation_id, policies.saturating_add(1)));
        self.shows.push(Shown::Gone { validation_id });
    }

    fn approval(&mut self, ground: &Ground<'_>, id: ValidationId, nonce: u32, stored: u32) {
        self.shows.push(Shown::Void { validation_id: id, nonce });
        if stored >= nonce || nonce < ground.good_for(stored) {
            return;
        }
        self.highest = self.highest.max(nonce);
        if nonce == ground.good_for(stored) {
            self.burns.push(Burn { validation_id: id, nonce, stored });
        } else {
            self.beyond = self.beyond.max(Some(nonce));
        }
    }

    fn uninstall_calls(&self, account: Address) -> Vec<Call> {
        let known = self.uninstalls.iter().copied();
        known.map(|(id, entries)| to_self(account, uninstall_validation(id, entries))).collect()
    }
}

/// Ends these keys and leaves `others` alone where the contract allows it: uninstalls what is
/// installed, burns unused approvals one by one (spec 9.4), and only for an approval of a later
/// nonce raises the nonce, which is then listed under [`EndPlan::losses`].
///
/// # Errors
/// [`TooFar`] when an approval lies further ahead than one batch can raise the nonce.
pub fn end_keys(
    ground: &Ground<'_>,
    keys: &[Ending],
    others: &[Ending],
) -> Result<EndPlan, TooFar> {
    let mut parts = Parts::of(ground, keys);
    let account = ground.account.address();
    if let Some(beyond) = parts.beyond {
        let goal = goal(ground.nonces, beyond.max(parts.highest))?;
        let losses = loss::by_raise(ground, others, goal);
        return raised(ground, parts, goal, losses);
    }
    parts.burns.sort_by_key(|burn| burn.raises(ground));
    let counts_on = parts.burns.iter().any(|burn| burn.raises(ground));
    let mut calls = parts.uninstall_calls(account);
    let unknown = parts.unknown.iter();
    calls.extend(
        unknown
            .flat_map(|(id, policies, nonce)| whatever_its_state(account, *id, *policies, *nonce)),
    );
    calls.extend(parts.burns.iter().flat_map(|burn| burn.calls(account)));
    let several = parts.uninstalls.len().saturating_add(parts.burns.len()) > 1;
    let mode = if several || !parts.unknown.is_empty() { ExecMode::Try } else { ExecMode::Default };
    let losses = if counts_on { loss::by_count(ground, others) } else { Vec::new() };
    let owner_messages = OwnerMessages::Untouched;
    Ok(EndPlan { calls, mode, losses, shows: parts.shows, owner_messages })
}

/// Ends every listed key and every unused approval there is, also such that nobody knows of: one
/// uninstall per installed key, then the nonce raised above all of them. A key that is installed
/// and not listed keeps signing messages up to 0.3.2; its operations end.
///
/// # Errors
/// [`TooFar`] as in [`end_keys`].
pub fn end_everything(ground: &Ground<'_>, keys: &[Ending]) -> Result<EndPlan, TooFar> {
    let parts = Parts::of(ground, keys);
    let goal = goal(ground.nonces, parts.highest.max(ground.highest_good()))?;
    let mut plan = raised(ground, parts, goal, Vec::new())?;
    plan.mode = ExecMode::Try;
    Ok(plan)
}

/// With the nonce raised to `goal`, which ends every approval below it: tombstones are not needed.
fn raised(
    ground: &Ground<'_>,
    mut parts: Parts,
    goal: u32,
    losses: Vec<Loss>,
) -> Result<EndPlan, TooFar> {
    let account = ground.account.address();
    let owner_messages = repair::after_raise(ground.account, ground.owner);
    let repair = repair::repair(ground.account, ground.owner, goal);
    // A key that was not read needs no tombstone here either.
    let unread = parts.unknown.iter().map(|(id, policies, _)| (*id, policies.saturating_add(1)));
    parts.uninstalls.extend(unread);
    let mut calls = parts.uninstall_calls(account);
    let alone = calls.is_empty() && repair.is_none();
    calls.extend(raise(account, ground.nonces, goal)?);
    parts.shows.push(Shown::Raised { nonce: goal });
    if let Some(repair) = repair {
        calls.push(repair);
        let root = ground.root();
        parts.shows.push(Shown::OwnerSigns { root });
    }
    let mode = if alone { ExecMode::Default } else { ExecMode::Try };
    Ok(EndPlan { calls, mode, losses, shows: parts.shows, owner_messages })
}
