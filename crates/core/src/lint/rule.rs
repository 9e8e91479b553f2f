//! The rules: a stable id, how bad, and what it means in words, in one table.
//!
//! Why: programs match on ids, people read the words, and a rule added here is complete or does not
//! compile. The traps are those of spec 4.3, 4.4, 7.6, 12.1, 12.2 and 12.4.
//! Refuses: a rule without words. `{…}` in a text is filled from [`super::Detail`].

use super::Severity::{self, Info, Stop, Warn};

macro_rules! rules {
    ($($(#[$doc:meta])+ $name:ident, $id:literal, $severity:ident, $english:literal;)+) => {
        /// Stable names of the rules.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule { $($(#[$doc])+ $name,)+ }

        impl Rule {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The id as programs see it.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// How bad it is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => $severity,)+ }
            }

            /// What it means and what to do, in English.
            #[must_use]
            pub(super) const fn english(self) -> &'static str {
                match self { $(Self::$name => $english,)+ }
            }
        }
    };
}

rules! {
    /// A sudo policy.
    Sudo, "sudo", Stop,
        "This key could do anything, even take the account. Give it a list of calls instead.";
    /// Nothing limits what is called.
    NoCallPolicy, "no-call-policy", Stop,
        "Nothing limits what this key may call, so it could take the account. Say what it may call.";
    /// The call policy lists nothing that can match.
    NothingAllowed, "nothing-allowed", Stop,
        "This key may call nothing. Say what it may call.";
    /// Two call policies: a call must be listed in both.
    TwoCallPolicies, "two-call-policies", Stop,
        "There are two lists of calls, and a call must be in both of them. Make one list.";
    /// Two policies of another contract: it keeps one state per key.
    TwoOfAKind, "two-of-a-kind", Stop,
        "Two policies of one kind cannot be installed together. Keep one of them.";
    /// Two entries for the same function of the same contract.
    DuplicateEntry, "duplicate-entry", Stop,
        "One function of one contract is listed twice, so the key cannot be installed. Keep one of them.";
    /// A condition that came with a later version of the call policy.
    UnknownCondition, "unknown-condition", Stop,
        "A rule on an argument needs a later version of the call policy, so the key cannot be installed.";
    /// A condition with too many or too few values.
    BadRule, "bad-rule", Stop,
        "A rule on an argument has the wrong number of values, so the key cannot be installed.";
    /// More policies than a permission holds.
    TooManyPolicies, "too-many-policies", Stop,
        "There are more policies than a key can hold, so it cannot be installed. Take some out.";
    /// A window that ends beyond 48 bits.
    WindowTooLong, "window-too-long", Stop,
        "The window of the limit is so long that the key cannot be installed. Shorten it.";
    /// A flag switches a policy off.
    SwitchedOff, "switched-off", Stop,
        "A policy is switched off by its flag, so it limits nothing. Remove the flag.";
    /// The account itself may be called.
    SelfTarget, "self-target", Stop,
        "This key could call the account itself, and so change it. Leave the account out.";
    /// A contract that runs accounts may be called.
    ModuleTarget, "module-target", Stop,
        "This key could call a contract that runs the account, and so change or disarm it. Leave it out.";
    /// A function that changes accounts may be called of any contract.
    WildcardAdmin, "wildcard-admin", Stop,
        "This key could call a function that changes accounts on any contract, so on this one too. Name the contract.";
    /// A function may be called of any contract.
    WildcardTarget, "wildcard-target", Stop,
        "This key may call a function of any contract, also of one that somebody writes for the purpose. Name the contract.";
    /// Foreign code may run as the account.
    Delegatecall, "delegatecall", Stop,
        "This key could run foreign code as the account, which is as good as owning it.";
    /// An allowance for whomever the key names.
    AllowanceToAnyone, "allowance-to-anyone", Stop,
        "This key can let anybody take this token, and that outlives the key. Say who may get the allowance.";
    /// The whole balance to whomever the key names.
    WholeBalance, "whole-balance", Stop,
        "This key can send all there is to anybody. Say how much at most, or to whom.";
    /// The window ends before it begins.
    NeverOpen, "never-open", Stop,
        "This key ends before it begins, so it could never be used.";
    /// The end has passed.
    AlreadyOver, "already-over", Stop,
        "This key's end has passed, so it could never be used. Choose a later one.";
    /// Zero operations.
    NoUses, "no-uses", Stop,
        "This key is for zero operations, so it could never be used.";
    /// A gas budget of zero.
    NoGas, "no-gas", Stop,
        "The gas budget is zero, so this key could never be used.";
    /// A module of this key or account with a known hole.
    UnpatchedModule, "unpatched-module", Stop,
        "On {network}, {contract} checks signatures and has a known hole: one signature that was ever made can be used again for anything. Move to the repaired version first.";
    /// Allowances outlive the key.
    Allowance, "allowance", Warn,
        "This key can give allowances, and an allowance outlives the key. Allow transfers instead.";
    /// An allowance of any size, or one that can be raised again and again.
    NoAllowanceLimit, "no-allowance-limit", Warn,
        "Nothing limits how large an allowance this key can give. Say how much at most.";
    /// Value moves without a limit on the amount.
    NoAmountLimit, "no-amount-limit", Warn,
        "Nothing limits the amount of one transfer. Say how much at most.";
    /// Value moves to whomever the key names.
    AnyRecipient, "any-recipient", Warn,
        "This key may pay anybody. Say whom.";
    /// A function that carries other calls inside.
    HiddenCalls, "hidden-calls", Warn,
        "This function carries other calls inside, and no rule can look into them. Allow those functions by name instead.";
    /// An entry that can never match.
    IdleEntry, "idle-entry", Warn,
        "An entry can never match a call, so it allows nothing. Leave it out.";
    /// A rule on bytes that are no argument's.
    OddOffset, "odd-offset", Warn,
        "A rule looks at bytes between two arguments, so it does not limit what it seems to. Write it again.";
    /// An entry so large that strict bundlers refuse it.
    LargeEntry, "large-entry", Warn,
        "The rules on one function are so long that strict bundlers refuse the key. Use fewer values.";
    /// An old call policy.
    OldCallPolicy, "old-call-policy", Warn,
        "The call policy is an old version that strict bundlers refuse.";
    /// No end.
    NoExpiry, "no-expiry", Warn,
        "This key has no end. Give it one, so that it dies by itself.";
    /// It lives longer than a year.
    FarExpiry, "far-expiry", Warn,
        "This key lives longer than a year. A shorter life costs one click to renew and bounds a loss that nobody notices.";
    /// No limit on the number of operations.
    NoUseLimit, "no-use-limit", Warn,
        "This key may be used any number of times. Say how often.";
    /// A limit that never throttles.
    IdleLimit, "idle-limit", Warn,
        "The limit on operations is so wide that it holds nothing back. Choose a smaller one.";
    /// Spacing without effect.
    IdleSpacing, "idle-spacing", Warn,
        "The spacing counts from 1970, so it holds nothing back. Give it a start.";
    /// A limit that resets, which strict bundlers refuse.
    ResettingLimit, "resetting-limit", Warn,
        "Strict bundlers refuse keys whose limit resets.";
    /// No gas budget.
    NoGasBudget, "no-gas-budget", Warn,
        "This key may spend all of the account's coin on gas. Give it a gas budget.";
    /// A gas budget that the account cannot pay.
    GasAboveBalance, "gas-above-balance", Warn,
        "On {network} the gas budget is more than the account holds, so it limits nothing there.";
    /// A paymaster rule without effect.
    IdlePaymaster, "idle-paymaster", Warn,
        "A paymaster is required but none is named, which requires nothing.";
    /// A paymaster is named and not required.
    IgnoredPaymaster, "ignored-paymaster", Warn,
        "A paymaster is named but not required, so the chain ignores it. Require it, or take it out.";
    /// Messages may be signed for anybody.
    Messages, "messages", Warn,
        "This key can sign messages for the account, such as orders and permits, which none of its limits cover and which go on after its end. Forbid it.";
    /// Messages may be signed for some contracts.
    MessagesForSome, "messages-for-some", Warn,
        "The contracts listed take this key's signature for any order or permit, and go on after its end. Forbid it unless they need it.";
    /// Calls to where nothing answers.
    NoCode, "no-code", Warn,
        "On {network} there is no contract at {contract}, so a call there does nothing now, and somebody else may put code there later.";
    /// Names of functions that nobody has checked.
    UnverifiedAbi, "unverified-abi", Warn,
        "On {network} the code of {contract} is not verified, so its functions may not do what their names say.";
    /// A call policy that strict bundlers may refuse, and that nothing here needs.
    NewCallPolicy, "new-call-policy", Info,
        "Call policy 0.0.5 costs more gas, and strict bundlers may refuse it. Nothing here needs it.";
    /// Limits per call do not add up over a batch.
    UnboundedBatch, "unbounded-batch", Info,
        "Limits count for each call. One operation can hold many calls, and no policy limits how many.";
    /// Each network has its own counters.
    PerNetwork, "per-network", Info,
        "Budgets and counts begin anew on each network, so together they allow that many times as much.";
}
