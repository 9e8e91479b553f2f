//! What else dies when keys are ended: to be shown before anybody approves it (spec 9.3).
//!
//! Why: a raised nonce ends every installed key's operations and every approval below it, whoever
//! was meant.
//! Refuses: to guess about keys it is not told of.

use super::{Ending, Ground, Standing};
use crate::kernel::version::KernelVersion;
use crate::permission::ValidationId;

/// One other key that dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Which.
    pub validation_id: ValidationId,
    /// In what way.
    pub kind: LossKind,
}

/// In what way another key dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LossKind {
    /// Its unused approval.
    Approval,
    /// Its operations. It stays installed and, as far as its policies let it, goes on signing
    /// messages (up to 0.3.2).
    Operations,
    /// Its operations and its message signatures (0.3.3).
    Whole,
    /// It was not read: whatever it has may end.
    Perhaps,
}

/// Losses from raising `validNonceFrom` to `goal`, which is above the present nonce.
pub(super) fn by_raise(ground: &Ground<'_>, others: &[Ending], goal: u32) -> Vec<Loss> {
    let installed = match ground.account.version {
        KernelVersion::V0_3_0 | KernelVersion::V0_3_1 | KernelVersion::V0_3_2 => {
            LossKind::Operations
        }
        KernelVersion::V0_3_3 => LossKind::Whole,
    };
    let of = |other: &Ending| {
        let kind = match other.standing {
            Standing::Installed { .. } | Standing::InstalledAndApproved { .. } => installed,
            Standing::Approved { nonce, .. } if nonce < goal => LossKind::Approval,
            Standing::Approved { .. } => return None,
            Standing::Unknown { .. } => LossKind::Perhaps,
        };
        Some(Loss { validation_id: other.validation_id, kind })
    };
    others.iter().filter_map(of).collect()
}

/// Losses from a tombstone that raises `currentNonce` by one (0.3.3): approvals for the present
/// nonce no longer fit, unless theirs counts on as well.
pub(super) fn by_count(ground: &Ground<'_>, others: &[Ending]) -> Vec<Loss> {
    let current = ground.nonces.current;
    let of = |other: &Ending| {
        let kind = match other.standing {
            Standing::Approved { nonce, .. } | Standing::InstalledAndApproved { nonce, .. }
                if nonce <= current =>
            {
                LossKind::Approval
            }
            Standing::Unknown { nonce, .. } if nonce <= current => LossKind::Perhaps,
            Standing::Installed { .. }
            | Standing::Approved { .. }
            | Standing::InstalledAndApproved { .. }
            | Standing::Unknown { .. } => return None,
        };
        Some(Loss { validation_id: other.validation_id, kind })
    };
    others.iter().filter_map(of).collect()
}
