//! The rules as a tree whose nodes know the field of the form they come from.
//!
//! Why: a person reads the policy and edits it where it stands; the words are core's, made from the
//! encoded bytes.
//! Refuses: to name a field that the form does not have.

use latchkey_core::names::Names;
use latchkey_core::policy::describe;
use latchkey_core::policy::{CallPermission, CallPolicy, Policy, PolicyKind};

use crate::use_case::grant_form::Wanted;
use crate::views::{Allow, ArgOperator, GrantForm, RuleNode};

/// One node per policy, but one per entry of a call policy.
pub(super) fn tree(form: &GrantForm, wanted: &Wanted, names: &Names<'_>) -> Vec<RuleNode> {
    let nodes = wanted.policies.iter().flat_map(|policy| match &policy.kind {
        PolicyKind::Call(call) => entries(form, wanted, (policy, call), names),
        PolicyKind::Gas(_)
        | PolicyKind::RateLimit(_)
        | PolicyKind::Timestamp(_)
        | PolicyKind::SignatureCaller(_)
        | PolicyKind::Sudo => node(fields(&policy.kind), policy, names).into_iter().collect(),
    });
    nodes.collect()
}

fn entries(
    form: &GrantForm,
    wanted: &Wanted,
    (policy, call): (&Policy, &CallPolicy),
    names: &Names<'_>,
) -> Vec<RuleNode> {
    let one = |(number, entry): (usize, &CallPermission)| {
        let place = wanted.places.get(number).copied().unwrap_or(number);
        let permissions = vec![entry.clone()];
        let alone = CallPolicy { version: call.version, permissions };
        let alone = Policy { flag: policy.flag, kind: PolicyKind::Call(alone) };
        node(of_part(place, form.allow.get(place)), &alone, names)
    };
    call.permissions.iter().enumerate().filter_map(one).collect()
}

/// The first line is the node, the others are below it; each takes the next field, the last of which
/// goes on.
fn node(fields: Vec<String>, policy: &Policy, names: &Names<'_>) -> Option<RuleNode> {
    let mut lines = describe::rules(std::slice::from_ref(policy), names).into_iter();
    let mut fields = fields.into_iter();
    let path = fields.next()?;
    let text = lines.next()?;
    let mut last = path.clone();
    let children = lines.map(|text| {
        last = fields.next().unwrap_or_else(|| last.clone());
        RuleNode { path: last.clone(), text, children: Vec::new() }
    });
    let children = children.collect();
    Some(RuleNode { path, text, children })
}

fn fields(kind: &PolicyKind) -> Vec<String> {
    let named: &[&str] = match kind {
        PolicyKind::Gas(_) => &["gasBudget", "paymaster"],
        PolicyKind::RateLimit(_) => &["uses", "everySecs"],
        PolicyKind::Timestamp(time) if time.valid_after > 0 && time.valid_until > 0 => {
            &["from", "until"]
        }
        PolicyKind::Timestamp(time) if time.valid_after > 0 => &["from"],
        PolicyKind::Timestamp(_) => &["until"],
        PolicyKind::SignatureCaller(_) => &["messages"],
        PolicyKind::Sudo => &["everything"],
        PolicyKind::Call(_) => &["allow"],
    };
    named.iter().map(|name| (*name).to_owned()).collect()
}

/// The part itself, then a field for each of its rules, then the one for native coin sent along.
fn of_part(place: usize, part: Option<&Allow>) -> Vec<String> {
    let base = format!("allow.{place}");
    let under = |name: &str| format!("{base}.{name}");
    let below: Vec<String> = match part {
        Some(Allow::PayToken { .. }) => {
            vec![under("recipient"), under("maxPerCall"), under("token")]
        }
        Some(Allow::PayNative { .. }) => vec![under("maxPerCall")],
        Some(Allow::CallFunction { args, .. }) => {
            let ruled =
                args.iter().enumerate().filter(|(_, rule)| rule.operator != ArgOperator::Any);
            let ruled = ruled.map(|(number, _)| under(&format!("args.{number}.value")));
            ruled.chain([under("maxValue")]).collect()
        }
        Some(Allow::Raw { rules, .. }) => {
            let ruled = (0..rules.len()).map(|number| under(&format!("rules.{number}")));
            ruled.chain([under("maxValue")]).collect()
        }
        None => Vec::new(),
    };
    std::iter::once(base).chain(below).collect()
}
