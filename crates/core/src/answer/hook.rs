//! Hooks: contracts asked before and after an execution (spec 5.1, 12.2, 12.4).
//!
//! Why: Kernel 0.3.0 calls another function after the execution than all later versions, so a hook
//! written for one makes every operation fail on the other.
//! Refuses: hooks it does not know, unless the caller says that one lets everything pass.

use alloy_primitives::{Address, U256};

use crate::{chain, kernel::version::KernelVersion};

/// The function a hook is asked by after an execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostCheck {
    /// `postCheck(bytes,bool,bytes)`, Kernel 0.3.0.
    WithResult,
    /// `postCheck(bytes)`, Kernel 0.3.1 and later.
    Plain,
}

impl PostCheck {
    /// Which one a version calls.
    #[must_use]
    pub const fn of(version: KernelVersion) -> Self {
        match version {
            KernelVersion::V0_3_0 => Self::WithResult,
            KernelVersion::V0_3_1 | KernelVersion::V0_3_2 | KernelVersion::V0_3_3 => Self::Plain,
        }
    }

    /// Which one a published contract has; `None` for contracts that are no hooks, or not known.
    #[must_use]
    pub fn implemented_by(contract: Address) -> Option<Self> {
        if contract == chain::ECDSA_VALIDATOR_030 || contract == chain::SPENDING_LIMIT_HOOK {
            Some(Self::WithResult)
        } else if contract == chain::ECDSA_VALIDATOR
            || contract == chain::MULTI_CHAIN_ECDSA_VALIDATOR
        {
            Some(Self::Plain)
        } else {
            None
        }
    }
}

/// What is known of a hook contract for one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookModule {
    /// Lets everything pass, whichever function it is asked by.
    Open,
    /// The spending limit hook, with native wei left for life; `None` until it is initialized.
    SpendingLimit {
        /// Wei left.
        left: Option<U256>,
    },
}
