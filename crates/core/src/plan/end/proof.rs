//! What must be read after keys were ended (spec 9.1, 9.5).
//!
//! Why: `success = true` of a try batch proves nothing, `invalidateNonce` emits nothing, and a
//! mined uninstall of a key that was never used ends nothing. Only reads tell.
//! Refuses: to take a missing or unreadable answer for a yes.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolValue};
use serde::{Deserialize, Serialize};

use super::EndPlan;
use crate::abi::Kernel;
use crate::kernel::enable::digest_nonce;
use crate::kernel::version::KernelVersion;
use crate::key_state::{Question, Reply};
use crate::permission::ValidationId;

/// One thing that the chain must show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Shown {
    /// `validationConfig(vId).hook == 0`: not installed, so neither operations nor messages.
    Gone {
        /// Which.
        validation_id: ValidationId,
    },
    /// No approval of this validation up to this nonce can install it: its stored nonce has come
    /// up to it, or the account's has gone past it.
    Void {
        /// Which.
        validation_id: ValidationId,
        /// Nonce of the approval.
        nonce: u32,
    },
    /// `currentNonce` and `validNonceFrom` are at least this.
    Raised {
        /// What was raised to.
        nonce: u32,
    },
    /// `validationConfig(root).nonce ≥ validNonceFrom`: the owner's messages pass on 0.3.3.
    OwnerSigns {
        /// The root's validation id.
        root: ValidationId,
    },
}

impl Shown {
    /// Whose `validationConfig` it is about.
    #[must_use]
    pub const fn subject(&self) -> Option<ValidationId> {
        match self {
            Self::Gone { validation_id } | Self::Void { validation_id, .. } => Some(*validation_id),
            Self::OwnerSigns { root } => Some(*root),
            Self::Raised { .. } => None,
        }
    }

    fn holds(&self, read: &Read) -> bool {
        let Read { version, current, valid_from, config } = *read;
        match (self, config) {
            (Self::Raised { nonce }, _) => current >= *nonce && valid_from >= *nonce,
            (Self::Gone { .. }, Some((_, hook))) => hook.is_zero(),
            (Self::Void { nonce, .. }, Some((stored, _))) => {
                stored >= *nonce || digest_nonce(version, current, stored) > *nonce
            }
            (Self::OwnerSigns { .. }, Some((stored, _))) => stored >= valid_from,
            (Self::Gone { .. } | Self::Void { .. } | Self::OwnerSigns { .. }, None) => false,
        }
    }
}

#[derive(Clone, Copy)]
struct Read {
    version: KernelVersion,
    current: u32,
    valid_from: u32,
    config: Option<(u32, Address)>,
}

impl EndPlan {
    /// What to read, all at one block after the operation.
    #[must_use]
    pub fn read_back(&self, account: Address) -> Vec<Question> {
        let ask = |data: Vec<u8>| Question::Call { to: account, data: data.into() };
        let mut questions = vec![
            ask(Kernel::currentNonceCall {}.abi_encode()),
            ask(Kernel::validNonceFromCall {}.abi_encode()),
        ];
        let subjects = self.shows.iter().filter_map(Shown::subject);
        questions.extend(subjects.map(|id| ask(Kernel::validationConfigCall { id }.abi_encode())));
        questions
    }

    /// What the replies to [`Self::read_back`] do not show; empty = it is proven.
    #[must_use]
    pub fn unproven(&self, version: KernelVersion, replies: &[Reply]) -> Vec<Shown> {
        let [current, valid_from, configs @ ..] = replies else { return self.shows.clone() };
        let Some((current, valid_from)) = number(current).zip(number(valid_from)) else {
            return self.shows.clone();
        };
        let mut configs = configs.iter();
        let mut missing = Vec::new();
        for shown in &self.shows {
            let config = shown.subject().and_then(|_| configs.next()).and_then(config);
            if !shown.holds(&Read { version, current, valid_from, config }) {
                missing.push(*shown);
            }
        }
        missing
    }
}

fn number(reply: &Reply) -> Option<u32> {
    U256::abi_decode(reply.as_ref()?).ok().and_then(|word| u32::try_from(word).ok())
}

fn config(reply: &Reply) -> Option<(u32, Address)> {
    <(u32, Address)>::abi_decode_params(reply.as_ref()?).ok()
}
