//! What is risky or pointless about a key's policies, each finding with a stable id.
//!
//! Why: the grant form warns early, and the approval window refuses what no person should approve
//! (spec 12.1). A finding of severity [`Severity::Stop`] blocks an approval.
//! Refuses: nothing itself; callers decide what a finding means.

mod calls;
mod permissions;
mod whole;

pub(crate) use permissions::{is_admin, is_module};

use alloy_primitives::Address;

use crate::policy::{Policy, describe::summary::Summary};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Needs a look.
    Warn,
    /// No approval can be given.
    Stop,
}

/// Stable names of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A sudo policy.
    Sudo,
    /// Nothing limits what is called.
    NoCallPolicy,
    /// The call policy lists nothing.
    NothingAllowed,
    /// The account itself may be called.
    SelfTarget,
    /// A contract that runs accounts may be called.
    ModuleTarget,
    /// A function that changes accounts may be called of any contract.
    WildcardAdmin,
    /// A function may be called of any contract.
    WildcardTarget,
    /// Foreign code may run as the account.
    Delegatecall,
    /// A flag switches a policy off.
    SwitchedOff,
    /// The chain would refuse to install it.
    CannotInstall,
    /// No end.
    NoExpiry,
    /// The window ends before it begins.
    NeverOpen,
    /// Allowances outlive the key.
    Allowance,
    /// A transfer without a limit on the amount.
    NoAmountLimit,
    /// A transfer to anybody.
    AnyRecipient,
    /// No limit on the number of operations.
    NoUseLimit,
    /// Zero operations.
    NoUses,
    /// No gas budget.
    NoGasBudget,
    /// A gas budget of zero.
    NoGas,
    /// Messages may be signed.
    Messages,
    /// Spacing without effect.
    IdleSpacing,
    /// A limit that resets, which strict bundlers refuse.
    ResettingLimit,
    /// A paymaster rule without effect.
    IdlePaymaster,
    /// An old call policy.
    OldCallPolicy,
}

impl Rule {
    /// The id as programs see it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Sudo => "sudo",
            Self::NoCallPolicy => "no-call-policy",
            Self::NothingAllowed => "nothing-allowed",
            Self::SelfTarget => "self-target",
            Self::ModuleTarget => "module-target",
            Self::WildcardAdmin => "wildcard-admin",
            Self::WildcardTarget => "wildcard-target",
            Self::Delegatecall => "delegatecall",
            Self::SwitchedOff => "switched-off",
            Self::CannotInstall => "cannot-install",
            Self::NoExpiry => "no-expiry",
            Self::NeverOpen => "never-open",
            Self::Allowance => "allowance",
            Self::NoAmountLimit => "no-amount-limit",
            Self::AnyRecipient => "any-recipient",
            Self::NoUseLimit => "no-use-limit",
            Self::NoUses => "no-uses",
            Self::NoGasBudget => "no-gas-budget",
            Self::NoGas => "no-gas",
            Self::Messages => "messages",
            Self::IdleSpacing => "idle-spacing",
            Self::ResettingLimit => "resetting-limit",
            Self::IdlePaymaster => "idle-paymaster",
            Self::OldCallPolicy => "old-call-policy",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// How bad.
    pub severity: Severity,
    /// What it means and what to do.
    pub text: String,
}

impl Finding {
    fn new(rule: Rule, severity: Severity, text: impl Into<String>) -> Self {
        Self { rule, severity, text: text.into() }
    }
}

/// All findings for a key of an account, the gravest first, each text once.
#[must_use]
pub fn findings(policies: &[Policy], account: Address) -> Vec<Finding> {
    let summary = Summary::of(policies);
    let mut found = whole::findings(policies, &summary);
    for policy in &summary.calls {
        found.extend(calls::policy(policy));
    }
    for entry in summary.calls.iter().flat_map(|policy| &policy.permissions) {
        found.extend(permissions::entry(entry, account));
    }
    found.sort_by_key(|f| std::cmp::Reverse(f.severity));
    let mut once: Vec<Finding> = Vec::new();
    for finding in found {
        if !once.contains(&finding) {
            once.push(finding);
        }
    }
    once
}

#[cfg(test)]
mod tests;
