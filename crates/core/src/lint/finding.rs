//! One finding: which rule, where, in words, and how to fix it.
//!
//! Why: the form marks the place, the approval window reads the words, a click applies the fix.
//! The rules are those of spec 12.1. Refuses: words that are not the rule's own.

use alloy_primitives::Address;

use super::{Fix, Rule, Severity};
use crate::{language::Language, text};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// How bad.
    pub severity: Severity,
    /// What it means and what to do, in English; see [`Self::say`].
    pub text: String,
    /// What one click would do about it. Where there is none, only the person knows.
    pub fix: Option<Fix>,
    /// Where; `None` = the list as a whole.
    pub at: Option<EntryPlace>,
    /// What the words speak of.
    pub detail: Detail,
}

/// A place in a list of policies; all numbers count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryPlace {
    /// Policy.
    pub policy: usize,
    /// Entry of a call policy.
    pub entry: Option<usize>,
    /// Rule of that entry.
    pub rule: Option<usize>,
}

/// What fills the gaps of a rule's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail {
    /// The network's name, where the finding is about one.
    pub network: Option<String>,
    /// The contract, where the finding is about one.
    pub contract: Option<Address>,
}

impl EntryPlace {
    /// A policy as a whole.
    #[must_use]
    pub const fn policy(policy: usize) -> Self {
        Self { policy, entry: None, rule: None }
    }

    /// An entry of a call policy.
    #[must_use]
    pub const fn entry(policy: usize, entry: usize) -> Self {
        Self { policy, entry: Some(entry), rule: None }
    }
}

impl Finding {
    pub(super) fn new(rule: Rule) -> Self {
        let finding = Self {
            rule,
            severity: rule.severity(),
            text: String::new(),
            fix: None,
            at: None,
            detail: Detail::default(),
        };
        Self { text: finding.say(Language::English), ..finding }
    }

    /// What it means and what to do, in a language.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let contract = self.detail.contract.map(text::short_address).unwrap_or_default();
        let network = self.detail.network.clone().unwrap_or_default();
        let args = [("network", network.into()), ("contract", contract.into())];
        self.rule.message().say(language, &args)
    }

    pub(super) fn at(self, place: EntryPlace) -> Self {
        Self { at: Some(place), ..self }
    }

    pub(super) fn fix(self, fix: impl Into<Option<Fix>>) -> Self {
        Self { fix: fix.into(), ..self }
    }

    pub(super) fn about(self, network: &str, contract: Option<Address>) -> Self {
        let network = Some(text::clean(network, text::NAME_MAX));
        let told = Self { detail: Detail { network, contract }, ..self };
        Self { text: told.say(Language::English), ..told }
    }
}
