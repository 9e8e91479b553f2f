//! What a form would grant, live while it is typed.
//!
//! Refuses: to ask anybody; a half-filled form is no error.

mod judge;
mod tree;

use latchkey_core::language::Language;
use latchkey_core::names::Names;
use latchkey_core::policy::describe::{self, span};
use latchkey_core::policy::{Policy, PolicyKind};
use latchkey_core::worst_case;
use latchkey_core::{amount, diff};

use crate::error::Result;
use crate::record::Key;
use crate::use_case::ceiling::worst_of;
use crate::use_case::grant_form::{self, Problems, Wanted};
use crate::use_case::holdings::NATIVE_DECIMALS;
use crate::views::{DiffExample, DiffView, GrantForm, GrantPreview, WorstRow};
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
        self.judge(&mut problems, &form, (&wanted, &facts)).await?;
        let chains: Vec<u64> = wanted.networks.iter().map(|network| network.chain_id).collect();
        let language = facts.language;
        let names = Names::new(&wanted.claims, &chains).speaking(language);
        let gas = self.gas_limits(&wanted.networks).await?;
        let worst = worst_of(&wanted.policies, &chains, &facts, &gas);
        let ready = problems.pass();
        let tree = tree::tree(&form, &wanted, &names);
        Ok(GrantPreview {
            sentence: Some(span::plain(&describe::sentence(&wanted.policies, &names))),
            rules: describe::rules(&wanted.policies, &names),
            not_limited: describe::not_limited(&wanted.policies, &names),
            at_worst: worst_case::table(&worst, &names).into_iter().map(row).collect(),
            problems: problems.list(),
            diff: facts.replaced.as_ref().map(|old| difference(old, &wanted, language)),
            tree,
            ready,
            gas_budget: gas_budget(&wanted.policies),
        })
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
fn difference(old: &Key, wanted: &Wanted, language: Language) -> DiffView {
    let mut claims = wanted.claims.clone();
    claims.functions.extend(old.functions.iter().cloned());
    let chains: Vec<u64> = wanted.networks.iter().map(|network| network.chain_id).collect();
    let names = Names::new(&claims, &chains).speaking(language);
    let diff = diff::between(&old.policies, &wanted.policies, &names);
    let example = |one: diff::Example| DiffExample { allowed: one.allowed, text: one.text };
    DiffView {
        wider: diff.wider,
        new: diff.new,
        gone: diff.gone,
        same: diff.same,
        anew: diff.anew,
        examples: diff.examples.into_iter().map(example).collect(),
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
