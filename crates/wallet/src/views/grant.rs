//! What a grant form would grant, before anybody is asked.
//!
//! Refuses: to leave out what is not limited, and to call unread facts good.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::form::GrantForm;
use super::status::Severity;

/// What the form would grant, before anybody is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrantPreview {
    /// The sentence, when the form is complete.
    pub sentence: Option<String>,
    /// Every rule.
    pub rules: Vec<String>,
    /// The rules as a tree; a node's path is the form's field it is made from.
    pub tree: Vec<RuleNode>,
    /// What is not limited.
    pub not_limited: Vec<String>,
    /// Rows of "at worst": label and amount.
    pub at_worst: Vec<WorstRow>,
    /// What is wrong or risky.
    pub problems: Vec<Problem>,
    /// Against the key it takes the place of.
    pub diff: Option<DiffView>,
    /// Whether it can be sent for approval.
    pub ready: bool,
    /// The gas budget that will be used, in the native coin.
    pub gas_budget: String,
}

/// A rule and the rules below it.
#[expect(clippy::use_self, reason = "the derive of the bindings' type does not know Self")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RuleNode {
    /// The form's field: `allow.0`, `allow.0.args.1`, `uses`, `until`, `gasBudget`, `messages` …
    pub path: String,
    /// In words, from the encoded bytes.
    pub text: String,
    /// What narrows it.
    pub children: Vec<RuleNode>,
}

/// A row of "at worst".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WorstRow {
    /// What.
    pub label: String,
    /// How much, or "no limit".
    pub amount: String,
    /// No limit: drawn in red.
    pub unlimited: bool,
}

/// A problem in a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Field it belongs to: a path like `allow.0.recipient`; empty = the whole.
    pub field: String,
    /// Stable name of the rule.
    pub code: String,
    /// How bad.
    pub severity: Severity,
    /// What and what to do.
    pub text: String,
    /// What one click would make of the form.
    pub fix: Option<ProblemFix>,
}

/// A fix of one problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProblemFix {
    /// What it does, for a button.
    pub label: String,
    /// The whole form afterwards.
    pub form: GrantForm,
}

/// What changes against the key that a grant takes the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiffView {
    /// Where the new key may do more.
    pub wider: Vec<String>,
    /// Rules that the old key did not have.
    pub new: Vec<String>,
    /// Rules of the old key that are gone.
    pub gone: Vec<String>,
    /// Rules of both.
    pub same: Vec<String>,
    /// Budgets that begin anew.
    pub anew: Vec<String>,
    /// Calls on which the two keys disagree.
    pub examples: Vec<DiffExample>,
}

/// A call on which the old and the new key disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiffExample {
    /// The new key allows it and the old one did not; otherwise the other way round.
    pub allowed: bool,
    /// The call in words.
    pub text: String,
}
