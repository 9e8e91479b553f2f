//! A refusal by a policy: which one, where, what the limit is and what was asked (spec 4.3, 4.4).
//!
//! Why: agents and people get the rule and the number, not four bytes of a revert.
//! Refuses: nothing; it only carries what [`super::operation`] found.

use alloy_primitives::{Address, B256, FixedBytes, U256};

use crate::{
    errors::{self, ContractError},
    policy::{CallPolicyVersion, ParamRule, PolicyKind},
};

/// The first rule that an operation breaks, in the order the chain would notice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy {policy_index:?} ({}) refuses: {cause:?}", policy.name())]
pub struct Failure {
    /// Place in the permission's list; `None` = the account's own rules.
    pub policy_index: Option<usize>,
    /// Which kind of policy.
    pub policy: PolicyName,
    /// What is broken.
    pub cause: Cause,
}

/// Kinds of policy, as agents see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyName {
    /// The account itself: what every session key must keep to.
    Account,
    /// Calls, arguments, values.
    Call,
    /// Gas budget.
    Gas,
    /// Count and spacing.
    RateLimit,
    /// Time window.
    Timestamp,
    /// Who may ask for message signatures.
    SignatureCaller,
    /// Everything.
    Sudo,
}

impl PolicyName {
    /// The kind of a policy.
    #[must_use]
    pub const fn of(kind: &PolicyKind) -> Self {
        match kind {
            PolicyKind::Call(_) => Self::Call,
            PolicyKind::Gas(_) => Self::Gas,
            PolicyKind::RateLimit(_) => Self::RateLimit,
            PolicyKind::Timestamp(_) => Self::Timestamp,
            PolicyKind::SignatureCaller(_) => Self::SignatureCaller,
            PolicyKind::Sudo => Self::Sudo,
        }
    }

    /// Stable name: `call`, `gas`, `rate-limit`, `timestamp`, `signature-caller`, `sudo`, `account`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Call => "call",
            Self::Gas => "gas",
            Self::RateLimit => "rate-limit",
            Self::Timestamp => "timestamp",
            Self::SignatureCaller => "signature-caller",
            Self::Sudo => "sudo",
        }
    }
}

/// What is broken. `call` is the place in the operation's calls, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The operation is for another account than the key.
    Sender {
        /// The key's account.
        account: Address,
        /// The operation's.
        got: Address,
    },
    /// The operation's calldata is not a well-formed `execute`.
    NotExecute,
    /// A call carries one to three bytes of data, which no function has.
    ShortData {
        /// Which call.
        call: usize,
    },
    /// No entry for this kind of call, target and selector.
    NoEntry {
        /// Which call.
        call: usize,
        /// Contract called.
        target: Address,
        /// Function called; zero for empty data.
        selector: FixedBytes<4>,
        /// The call is a delegatecall.
        delegate: bool,
        /// Version of the call policy.
        version: CallPolicyVersion,
        /// Contracts for which this function is allowed.
        targets: Vec<Address>,
    },
    /// More native coin is sent along than allowed.
    Value {
        /// Which call.
        call: usize,
        /// Limit per call, wei.
        limit: U256,
        /// Asked, wei.
        got: U256,
    },
    /// An argument rule is not met.
    Rule {
        /// Which call.
        call: usize,
        /// Contract called.
        target: Address,
        /// Function called.
        selector: FixedBytes<4>,
        /// The rule.
        rule: ParamRule,
        /// The word found; `None` = the data ends before it.
        got: Option<B256>,
    },
    /// The operation's highest possible gas cost is above what is left.
    Gas {
        /// Left, wei.
        left: u128,
        /// (preVerificationGas + verificationGasLimit + callGasLimit) × maxFeePerGas, wei.
        charge: U256,
    },
    /// The policy wants one paymaster.
    Paymaster {
        /// The one it wants.
        required: Address,
        /// The one named, if any.
        got: Option<Address>,
    },
    /// No uses left.
    Uses {
        /// Uses in all, or in a window.
        count: u64,
        /// The count is for a window that resets.
        window: bool,
    },
    /// Too early for the next use, or before the window.
    TooEarly {
        /// First second at which it passes, unix.
        at: u64,
        /// Asked at.
        now: u64,
    },
    /// Past the end.
    Expired {
        /// Last second at which it passed, unix.
        until: u64,
        /// Asked at.
        now: u64,
    },
}

impl Failure {
    /// The contract error the chain would give, if it gives one; others revert without data, or are
    /// refused by the EntryPoint (see [`Self::entry_point_code`]).
    #[must_use]
    pub fn chain_error(&self) -> Option<&'static ContractError> {
        let name = match &self.cause {
            Cause::NoEntry { version: CallPolicyVersion::V0_0_5, .. } => "CallViolatesTargetRule",
            Cause::NoEntry { version: CallPolicyVersion::V0_0_1, .. } => return None,
            Cause::NoEntry { .. } => "InvalidCallData",
            Cause::Uses { window: true, .. } => "RateLimited",
            Cause::Value { .. } => "CallViolatesValueRule",
            Cause::Rule { got: Some(_), .. } => "CallViolatesParamRule",
            Cause::Gas { .. } | Cause::Uses { .. } => "PolicyFailed",
            Cause::Paymaster { got: Some(_), .. } => "PolicyFailed",
            Cause::Sender { .. }
            | Cause::NotExecute
            | Cause::ShortData { .. }
            | Cause::Rule { got: None, .. }
            | Cause::Paymaster { got: None, .. }
            | Cause::TooEarly { .. }
            | Cause::Expired { .. } => return None,
        };
        errors::by_name(name)
    }

    /// The EntryPoint's code the refusal would carry: `AA22` for times, `AA23` for all others.
    #[must_use]
    pub const fn entry_point_code(&self) -> &'static str {
        match self.cause {
            Cause::TooEarly { .. } | Cause::Expired { .. } => "AA22",
            Cause::Sender { .. }
            | Cause::NotExecute
            | Cause::ShortData { .. }
            | Cause::NoEntry { .. }
            | Cause::Value { .. }
            | Cause::Rule { .. }
            | Cause::Gas { .. }
            | Cause::Paymaster { .. }
            | Cause::Uses { .. } => "AA23",
        }
    }
}
