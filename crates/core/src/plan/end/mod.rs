//! The exact calls that end keys (spec 9.2–9.6), by the state each was read in, what they take with
//! them, and what must be read afterwards.
//!
//! Why: uninstalling a key that was never used ends nothing; raising the nonce to its present value
//! ends nothing; both are mined as if they had.
//! Refuses: to plan from a state that was not read; an unknown key is ended in every way there is.

mod burn;
mod compose;
mod fits;
mod loss;
mod proof;
mod raise;
mod repair;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::account::{AccountSpec, Owner, root};
use crate::kernel::enable::digest_nonce;
use crate::kernel::execute::{Call, ExecMode};
use crate::permission::ValidationId;

pub use compose::{end_everything, end_keys};
pub use fits::{Outcome, outcome};
pub use loss::{Loss, LossKind};
pub use proof::Shown;
pub use raise::{MAX_RAISE, TooFar};
pub use repair::{OwnerMessages, repair};

pub(crate) use burn::whatever_its_state;

/// The account's nonces on one chain. While it is not deployed: current 1, valid from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Nonces {
    /// `currentNonce()`; 0 on an EIP-7702 account that was never touched (spec 5.3).
    pub current: u32,
    /// `validNonceFrom()`.
    pub valid_from: u32,
}

impl Nonces {
    /// What an account has right after it is deployed (spec 1.4).
    pub const FRESH: Self = Self { current: 1, valid_from: 0 };
}

/// How a key stands on a chain, as far as ending it is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Installed with so many policies.
    Installed {
        /// `permissionConfig.policyData.length`.
        policies: usize,
    },
    /// Not installed; an approval signed for this nonce may install it, now or later.
    Approved {
        /// Nonce the approval was signed for.
        nonce: u32,
        /// `validationConfig.nonce`; 0 = never installed.
        stored: u32,
    },
    /// Installed, and approved again for a later nonce than it was installed with.
    InstalledAndApproved {
        /// `permissionConfig.policyData.length`.
        policies: usize,
        /// Nonce the approval was signed for.
        nonce: u32,
        /// `validationConfig.nonce`.
        stored: u32,
    },
    /// Not read. Ended as if it were installed and approved at once.
    Unknown {
        /// Policies it was granted with.
        policies: usize,
        /// Nonce the approval was signed for.
        nonce: u32,
    },
}

/// A key to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Its validation id (spec 1.3).
    pub validation_id: ValidationId,
    /// How it stands.
    pub standing: Standing,
}

/// The account on the chain where keys are to end.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The account.
    pub account: &'a AccountSpec,
    /// Who owns it there now; the account's first owner until that was changed.
    pub owner: &'a Owner,
    /// Its nonces there; [`Nonces::FRESH`] while it does not exist.
    pub nonces: Nonces,
}

/// What to send, what it takes along, and what shows that it worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndPlan {
    /// The calls of the account, in order; none when nothing is left to end.
    pub calls: Vec<Call>,
    /// Try mode where one failing part must not stop the rest.
    pub mode: ExecMode,
    /// Other keys that die, wholly or in part, as a side effect: to be shown before.
    pub losses: Vec<Loss>,
    /// What reading the chain must show afterwards. A receipt proves nothing (spec 9.5).
    pub shows: Vec<Shown>,
    /// Whether the owner's own message signatures survive it.
    pub owner_messages: OwnerMessages,
}

impl Ground<'_> {
    /// The nonce at which an approval of a validation is good now.
    const fn good_for(&self, stored: u32) -> u32 {
        digest_nonce(self.account.version, self.nonces.current, stored)
    }

    /// The validation that is the account's root now.
    fn root(&self) -> ValidationId {
        root::validator_id(self.owner.kind().address(self.account.version))
    }

    /// The highest nonce at which an approval could be good now, whatever was installed before.
    fn highest_good(&self) -> u32 {
        let current = self.nonces.current;
        self.good_for(current).max(current).max(1)
    }
}
