//! What is risky or pointless about a key's policies, each finding with a stable id.
//!
//! Why: the grant form warns early, and the approval window refuses what no person should approve
//! (spec 12.1). A finding of severity [`Severity::Stop`] blocks an approval.
//! Refuses: nothing itself; [`blocked`] says what the findings mean for an approval.

mod bounds;
mod calls;
mod chains;
mod context;
pub mod defaults;
mod entry;
mod finding;
pub mod fix;
pub(crate) mod functions;
mod limits;
mod named;
mod rule;
mod tables;
mod whole;
mod words;

#[cfg(test)]
mod tests;

use crate::policy::{
    Policy, PolicyKind,
    describe::summary::{Summary, binds_operations},
    installable::MAX_POLICIES,
};

pub use context::{ChainFacts, Context, ContractFacts, Known};
pub use finding::{Detail, EntryPlace, Finding};
pub use fix::Fix;
pub use limits::{LONG_LIFE_SECS, PROPOSED_GAS_WEI, PROPOSED_LIFE_SECS, PROPOSED_USES};
pub use named::named;
pub use rule::Rule;

pub use functions::moves_value;
pub(crate) use functions::{is_admin, is_module};

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

/// What must be typed to approve a key that can do everything.
pub const UNLOCK_WORDS: &str = "this key can take everything";

/// Whether an approval can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    /// Nothing stops it.
    No,
    /// The key can do everything: only to a person who types [`UNLOCK_WORDS`].
    UnlessTyped,
    /// To nobody.
    Yes,
}

/// All findings, the gravest first, else in the order of the policies.
#[must_use]
pub fn findings(policies: &[Policy], context: &Context<'_>) -> Vec<Finding> {
    let summary = Summary::of(policies);
    let mut found = whole::findings(policies, &summary, context);
    found.extend(limits::findings(policies, &summary, context));
    for (place, policy) in policies.iter().enumerate().filter(|(_, p)| binds_operations(p)) {
        if let PolicyKind::Call(call) = &policy.kind {
            found.extend(calls::findings(place, call, policies));
            found.extend(entry::findings(place, call, context.account));
        }
    }
    found.extend(chains::findings(&summary, context));
    if policies.len() >= MAX_POLICIES {
        let grows = |fix: &Fix| fix::apply(policies, fix).len() > policies.len();
        for finding in &mut found {
            finding.fix = finding.fix.take().filter(|fix| !grows(fix));
        }
    }
    found.sort_by_key(|f| std::cmp::Reverse(f.severity));
    found
}

/// What the findings mean for an approval: a key that says openly that it can do everything is for
/// the owner to give; nothing else that stops can be unlocked.
#[must_use]
pub fn blocked(findings: &[Finding]) -> Blocked {
    let mut stops = findings.iter().filter(|f| f.severity == Severity::Stop).peekable();
    if stops.peek().is_none() {
        Blocked::No
    } else if stops.all(|f| matches!(f.rule, Rule::Sudo | Rule::NoCallPolicy)) {
        Blocked::UnlessTyped
    } else {
        Blocked::Yes
    }
}

/// Whether what was typed unlocks: the words, in any case, whatever space is around and between.
#[must_use]
pub fn unlocks(typed: &str) -> bool {
    let words = typed.split_whitespace().map(str::to_lowercase);
    words.eq(UNLOCK_WORDS.split_whitespace().map(str::to_owned))
}
