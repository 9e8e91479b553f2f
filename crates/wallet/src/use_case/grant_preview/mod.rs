//! What a form would grant, live while it is typed.
//!
//! Refuses: to ask anybody; a half-filled form is no error.

mod tree;

use latchkey_core::names::Names;
use latchkey_core::policy::describe::{self, span};
use latchkey_core::policy::{Policy, PolicyKind};
use latchkey_core::{amount, diff, lint, worst_case};

use crate::error::Result;
use crate::record::Key;
use crate::use_case::grant_form::{self, Problems, Wanted};
use crate::use_case::holdings::NATIVE_DECIMALS;
use crate::views::{DiffView, GrantForm, GrantPreview, Severity, WorstRow};
use crate::wallet::Wallet;

impl Wallet {
    /// What the form would grant, and what is wrong with it. A half-filled form is no error.
    ///
    /// # Errors
    /// `NotFound` without an account; the store's.
    pub async fn grant_preview(&self, form: GrantForm) -> Result<GrantPreview> {
        let facts = self.form_facts(&form).await?;
        let (wanted, mut problems) = grant_form::read(&form, &facts);
        let Some(wanted) = wanted else { return Ok(unfinished(problems)) };
        lint(&mut problems, &wanted, &facts);
        let chains: Vec<u64> = wanted.networks.iter().map(|network| network.chain_id).collect();
        let names = Names::new(&wanted.claims, &chains);
        let ready = problems.pass();
        let tree = tree::tree(&form, &wanted, &names);
        Ok(GrantPreview {
            sentence: Some(span::plain(&describe::sentence(&wanted.policies, &names))),
            rules: describe::rules(&wanted.policies, &names),
            not_limited: describe::not_limited(&wanted.policies, &names),
            at_worst: worst_case::rows(&wanted.policies, &names).into_iter().map(row).collect(),
            problems: problems.list(),
            diff: facts.replaced.as_ref().map(|old| difference(old, &wanted, &facts)),
            tree,
            ready,
            gas_budget: gas_budget(&wanted.policies),
        })
    }
}

/// Adds what the linter finds.
pub(crate) fn lint(problems: &mut Problems, wanted: &Wanted, facts: &grant_form::Facts) {
    let context =
        lint::Context { account: facts.account.address, now: Some(facts.now), chains: &[] };
    for finding in lint::findings(&wanted.policies, &context) {
        let severity = match finding.severity {
            lint::Severity::Info => Severity::Info,
            lint::Severity::Warn => Severity::Warn,
            lint::Severity::Stop => Severity::Stop,
        };
        problems.add("", finding.rule.id(), severity, finding.text);
    }
}

fn unfinished(problems: Problems) -> GrantPreview {
    GrantPreview {
        sentence: None,
        rules: Vec::new(),
        not_limited: Vec::new(),
        at_worst: Vec::new(),
        problems: problems.list(),
        diff: None,
        tree: Vec::new(),
        ready: false,
        gas_budget: String::new(),
    }
}

/// Against the key that the form takes the place of; names of both keys' functions count.
fn difference(old: &Key, wanted: &Wanted, facts: &grant_form::Facts) -> DiffView {
    let mut claims = wanted.claims.clone();
    claims.functions.extend(old.functions.iter().cloned());
    let chains: Vec<u64> = facts.networks.iter().map(|network| network.chain_id).collect();
    let diff = diff::between(&old.policies, &wanted.policies, &Names::new(&claims, &chains));
    DiffView {
        wider: diff.wider,
        new: diff.new,
        gone: diff.gone,
        same: diff.same,
        anew: diff.anew,
        examples: Vec::new(),
    }
}

fn row(row: worst_case::Row) -> WorstRow {
    WorstRow { label: row.label, amount: row.amount, unlimited: row.unlimited }
}

fn gas_budget(policies: &[Policy]) -> String {
    let budget = policies.iter().find_map(|policy| match &policy.kind {
        PolicyKind::Gas(gas) => Some(gas.allowed_wei),
        PolicyKind::Call(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => None,
    });
    budget
        .map(|wei| amount::format(alloy_primitives::U256::from(wei), NATIVE_DECIMALS))
        .unwrap_or_default()
}
