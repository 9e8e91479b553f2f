//! Whether calls that were signed earlier still end keys as they stand now (spec 9.2–9.4).
//!
//! Why: what was signed for a chain that was down may meet another state than it was made for; sent
//! then, it would be mined, paid for, and end nothing.
//! Refuses: to count a call that Kernel would not take in the state it meets.

use super::{Ending, Ground, MAX_RAISE, Nonces, Standing};
use crate::kernel::execute::Call;
use crate::kernel::install::{AdminCall, decode_admin};
use crate::permission::ValidationId;

/// What calls of the account to itself come to, one after the other, each on its own (try mode).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whether every key is over afterwards.
    pub over: bool,
    /// The account's nonces afterwards.
    pub nonces: Nonces,
}

/// Plays the calls on what was read. `keys` are those that still have something to end.
#[must_use]
pub fn outcome(ground: &Ground<'_>, keys: &[Ending], calls: &[Call]) -> Outcome {
    let admin: Vec<AdminCall> = calls.iter().filter_map(|call| decode_admin(&call.data)).collect();
    let mut nonces = ground.nonces;
    for call in &admin {
        let AdminCall::InvalidateNonce { nonce } = call else { continue };
        if *nonce > nonces.valid_from && *nonce <= nonces.current.saturating_add(MAX_RAISE) {
            nonces = Nonces { current: nonces.current.max(*nonce), valid_from: *nonce };
        }
    }
    let over = keys.iter().all(|key| ends(ground, key, &admin, nonces));
    Outcome { over, nonces }
}

fn ends(ground: &Ground<'_>, key: &Ending, admin: &[AdminCall], after: Nonces) -> bool {
    let id = key.validation_id;
    let buried = |nonce: u32, stored: u32| {
        let good_for = ground.good_for(stored);
        nonce < good_for
            || (after.current > ground.nonces.current && nonce < after.current)
            || (nonce == good_for && entombed(admin, id, nonce))
    };
    match key.standing {
        Standing::Installed { policies } => uninstalled(admin, id, policies),
        Standing::Approved { nonce, stored } => buried(nonce, stored),
        Standing::InstalledAndApproved { policies, nonce, stored } => {
            uninstalled(admin, id, policies) && buried(nonce, stored)
        }
        // It may be either; the calls must be made for both.
        Standing::Unknown { policies, nonce } => {
            uninstalled(admin, id, policies) && buried(nonce, 0)
        }
    }
}

fn uninstalled(admin: &[AdminCall], id: ValidationId, policies: usize) -> bool {
    admin.iter().any(|call| {
        matches!(call, AdminCall::UninstallValidation { validation_id, entries }
            if *validation_id == id && *entries == policies.saturating_add(1))
    })
}

fn entombed(admin: &[AdminCall], id: ValidationId, nonce: u32) -> bool {
    admin.iter().any(|call| {
        matches!(call, AdminCall::InstallValidations(installed)
            if installed.iter().any(|one| one.validation_id == id && one.nonce == nonce))
    })
}
