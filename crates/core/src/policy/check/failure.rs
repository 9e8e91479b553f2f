//! A refusal by a policy: which one, where, what the limit is and what was asked (spec 4.3, 4.4).
//!
//! Why: agents and people get the rule and the number, not four bytes of a revert.
//! Refuses: nothing; it only carries what [`super::operation`] found.

use alloy_primitives::{Address, B256, FixedBytes, U256};

use crate::policy::{CallPolicyVersion, ParamRule, PolicyKind};

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

/// What a rule met instead of what it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// This word (for a slice: the hash of its bytes).
    Word(B256),
    /// The data ends before the word: an empty revert.
    DataEnds,
    /// The word's place leaves 64 bits: the contract panics.
    OffsetOverflows,
    /// A slice's start and length leave 256 bits: the contract panics.
    SliceOverflows,
    /// The argument is shorter than the slice's end.
    Shorter {
        /// Its length, bytes.
        held: U256,
    },
    /// The argument's pointer or bytes lie outside of the call's data; the contract would read
    /// whatever follows it.
    Outside,
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
    /// A gas field of more than 120 bits, which the EntryPoint refuses.
    GasField {
        /// Which.
        field: &'static str,
        /// Its value.
        got: U256,
    },
    /// The permission's flag forbids operations.
    NotForOperations,
    /// The operation's calldata calls another function than `execute`.
    NotExecute {
        /// It is even too short to name one.
        short: bool,
    },
    /// The calldata has more than one reading, or would pass and then not run.
    NotPlain,
    /// A call type that is none of single, batch and delegatecall.
    UnknownCallType,
    /// The execution payload ends before its target, or where the policy looks for a value.
    CutShort,
    /// A call carries one to three bytes of data, which no function has (0.0.1: or none).
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
        /// What it met.
        found: Found,
    },
    /// The operation's highest possible gas cost is above what is left.
    Gas {
        /// Left, wei.
        left: u128,
        /// (preVerificationGas + verificationGasLimit + callGasLimit) × maxFeePerGas, wei, cut to
        /// 128 bits as the contract does.
        charge: U256,
    },
    /// The EntryPoint would want more than 2^128 wei before it starts.
    Unpayable {
        /// How much.
        wei: U256,
        /// From a paymaster.
        sponsored: bool,
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
    /// The next slot or the window's end leaves 48 bits: the contract panics.
    TimeOverflows {
        /// Unix seconds.
        from: u64,
        /// Seconds added.
        interval: u64,
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
    /// The windows do not meet: the last one begins after the first one ended.
    NeverOpens {
        /// Latest start, unix.
        from: u64,
        /// Earliest end, unix.
        until: u64,
    },
}
