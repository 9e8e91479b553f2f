//! What core's linter and the owner's ceilings say of a form, each with its field and one-click fix.
//!
//! Why: the preview and the grant itself must agree on what blocks.
//! Refuses: to unlock anything but a key that openly can do everything, and only by its typed words; a
//! fix that the form cannot say.

use latchkey_core::lint::{self, EntryPlace, Finding, Fix, Rule};
use latchkey_core::names::Names;
use latchkey_core::policy::{CallPermission, Policy, PolicyKind};

use crate::error::Result;
use crate::use_case::grant_form::{Facts, Known, Parts, Problems, Wanted, parts};
use crate::views::{Allow, GrantForm, Problem, ProblemFix, Severity};
use crate::wallet::Wallet;

impl Wallet {
    /// Adds what is found; the chains are read, or were a moment ago.
    pub(crate) async fn judge(
        &self,
        problems: &mut Problems,
        form: &GrantForm,
        (wanted, facts): (&Wanted, &Facts),
    ) -> Result<()> {
        let account = facts.account.address;
        let called = targets(&wanted.policies);
        let mut chains = self.chain_facts(account, &wanted.networks, &called).await?;
        for chain in &mut chains {
            chain.modules.push(facts.account.owner().kind().address(facts.account.spec.version));
        }
        let context = lint::Context { account, now: Some(facts.now), chains: &chains };
        let unlocked = lint::unlocks(&form.everything);
        let on: Vec<u64> = wanted.networks.iter().map(|network| network.chain_id).collect();
        let named = lint::named(&wanted.policies, &Names::new(&wanted.claims, &on));
        for finding in lint::findings(&wanted.policies, &context).into_iter().chain(named) {
            problems.push(problem(finding, form, (wanted, facts), unlocked));
        }
        self.hold_ceilings(problems, wanted, facts).await
    }
}

/// Contracts that the key may call with data, each once.
fn targets(policies: &[Policy]) -> Vec<alloy_primitives::Address> {
    let mut all = Vec::new();
    for entry in policies.iter().flat_map(entries) {
        let called = !entry.target.is_zero() && !entry.selector.is_zero();
        if called && !all.contains(&entry.target) {
            all.push(entry.target);
        }
    }
    all
}

fn entries(policy: &Policy) -> &[CallPermission] {
    match &policy.kind {
        PolicyKind::Call(call) => &call.permissions,
        PolicyKind::Gas(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => &[],
    }
}

fn problem(
    finding: Finding,
    form: &GrantForm,
    (wanted, facts): (&Wanted, &Facts),
    unlocked: bool,
) -> Problem {
    let lifted = unlocked && matches!(finding.rule, Rule::Sudo | Rule::NoCallPolicy);
    let severity = match finding.severity {
        lint::Severity::Info => Severity::Info,
        lint::Severity::Warn => Severity::Warn,
        lint::Severity::Stop if lifted => Severity::Warn,
        lint::Severity::Stop => Severity::Stop,
    };
    let fixed = finding.fix.as_ref().and_then(|fix| fixed(fix, form, wanted, facts));
    Problem {
        field: finding.at.map(|at| field(at, wanted)).unwrap_or_default(),
        code: finding.rule.id().to_owned(),
        severity,
        text: finding.say(facts.language),
        fix: fixed,
    }
}

/// The form's field for a place in the policies.
fn field(at: EntryPlace, wanted: &Wanted) -> String {
    let part = at.entry.and_then(|entry| wanted.places.get(entry));
    let whole = match wanted.policies.get(at.policy).map(|policy| &policy.kind) {
        Some(PolicyKind::Call(_)) => "allow",
        Some(PolicyKind::Gas(_)) => "gasBudget",
        Some(PolicyKind::RateLimit(_)) => "uses",
        Some(PolicyKind::Timestamp(_)) => "until",
        Some(PolicyKind::SignatureCaller(_)) => "messages",
        Some(PolicyKind::Sudo) => "everything",
        None => "",
    };
    part.map_or_else(|| whole.to_owned(), |place| format!("allow.{place}"))
}

/// The whole form after a fix; what the fix does not touch stays as it was typed.
fn fixed(fix: &Fix, form: &GrantForm, wanted: &Wanted, facts: &Facts) -> Option<ProblemFix> {
    let tokens: Vec<_> =
        facts.tokens.iter().filter(|one| facts.token(one.address) == Some(*one)).cloned().collect();
    let functions = &wanted.claims.functions;
    let known = Known { account: facts.account.address, tokens: &tokens, functions };
    let before = parts(&wanted.policies, &known).ok()?;
    let after = parts(&lint::fix::apply(&wanted.policies, fix), &known).ok()?;
    let form = merged(form, before, after);
    Some(ProblemFix { label: fix.label_in(facts.language), form })
}

fn merged(form: &GrantForm, before: Parts, after: Parts) -> GrantForm {
    fn kept<T: PartialEq + Clone>(typed: &T, before: &T, after: T) -> T {
        if *before == after { typed.clone() } else { after }
    }
    GrantForm {
        allow: allow(&form.allow, &before.allow, after.allow),
        uses: kept(&form.uses, &before.uses, after.uses),
        every_secs: kept(&form.every_secs, &before.every_secs, after.every_secs),
        from: kept(&form.from, &before.from, after.from),
        until: kept(&form.until, &before.until, after.until),
        gas_budget: kept(&form.gas_budget, &before.gas_budget, after.gas_budget),
        paymaster: kept(&form.paymaster, &before.paymaster, after.paymaster),
        messages: kept(&form.messages, &before.messages, after.messages),
        everything: kept(&form.everything, &before.everything, after.everything),
        ..form.clone()
    }
}

/// The parts as typed where they are what they were; one part may have been several entries, then
/// all are written anew.
fn allow(typed: &[Allow], before: &[Allow], after: Vec<Allow>) -> Vec<Allow> {
    if typed.len() != before.len() {
        return if before == after { typed.to_vec() } else { after };
    }
    let as_typed = |one: Allow| {
        let place = before.iter().position(|old| *old == one);
        place.and_then(|place| typed.get(place)).cloned().unwrap_or(one)
    };
    after.into_iter().map(as_typed).collect()
}
