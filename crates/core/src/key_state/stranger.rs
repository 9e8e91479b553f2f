//! What can be read of a validation that the app did not grant (spec 9.1).
//!
//! Why: a permission that somebody else installed acts for the account like any other; to end it,
//! its id and the number of its policies are enough.
//! Refuses: to guess its limits. The account tells flags and contracts; what the policies hold is in
//! their own storage and is not read here.

use alloy_primitives::{Address, FixedBytes};
use alloy_sol_types::{SolCall, SolValue};
use serde::{Deserialize, Serialize};

use super::{AccountFacts, Question, Reply};
use crate::abi::{Kernel, PermissionConfig};
use crate::kernel::enable::EXECUTE_SELECTOR;
use crate::permission::ValidationId;
use crate::plan::Standing;

/// A flag and the contract it is for, as `permissionConfig` gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Two bytes (spec 4.3).
    pub flag: FixedBytes<2>,
    /// A policy.
    pub contract: Address,
}

/// A validation as the chain holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrangerFacts {
    /// Nonce it was stored with; 0 = never.
    pub nonce: u32,
    /// Whether it is installed.
    pub installed: bool,
    /// Whether it may call `execute`.
    pub may_execute: bool,
    /// Its signer contract; zero where it is no permission.
    pub signer: Address,
    /// Its policies, in order.
    pub policies: Vec<Entry>,
}

/// How many replies [`read`] takes.
pub(super) const REPLIES: usize = 3;

/// What to ask.
pub(super) fn questions(account: Address, id: ValidationId) -> [Question; REPLIES] {
    let [_, a, b, c, d, ..] = id.0;
    let selector = EXECUTE_SELECTOR;
    let ask = |data: Vec<u8>| Question::Call { to: account, data: data.into() };
    [
        ask(Kernel::validationConfigCall { id }.abi_encode()),
        ask(Kernel::permissionConfigCall { id: FixedBytes([a, b, c, d]) }.abi_encode()),
        ask(Kernel::isAllowedSelectorCall { id, selector }.abi_encode()),
    ]
}

/// Reads the replies to [`questions`]; `None` if they do not decode.
pub(super) fn read(replies: &[Reply]) -> Option<StrangerFacts> {
    let [config, held, selector] = replies else { return None };
    let (nonce, hook) = <(u32, Address)>::abi_decode_params(config.as_ref()?).ok()?;
    let held = PermissionConfig::abi_decode(held.as_ref()?).ok()?;
    let entry = |packed: &FixedBytes<22>| {
        let (flag, contract) = packed.split_first_chunk::<2>()?;
        Some(Entry { flag: flag.into(), contract: Address::try_from(contract).ok()? })
    };
    Some(StrangerFacts {
        nonce,
        installed: !hook.is_zero(),
        may_execute: bool::abi_decode(selector.as_ref()?).ok()?,
        signer: held.signer,
        policies: held.policyData.iter().map(entry).collect::<Option<_>>()?,
    })
}

impl StrangerFacts {
    /// On an account that does not exist.
    pub const NEVER: Self = Self {
        nonce: 0,
        installed: false,
        may_execute: false,
        signer: Address::ZERO,
        policies: Vec::new(),
    };

    /// How it is ended; `None` = it is not installed, so nothing is left to end that is known of.
    #[must_use]
    pub const fn standing(&self) -> Option<Standing> {
        if self.installed {
            Some(Standing::Installed { policies: self.policies.len() })
        } else {
            None
        }
    }

    /// Whether it can send operations now. Messages are another matter (spec 9.3).
    #[must_use]
    pub const fn operates(&self, account: &AccountFacts) -> bool {
        self.installed && self.may_execute && self.nonce >= account.nonces.valid_from
    }
}
