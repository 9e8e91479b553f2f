//! Giving the account to another owner: the only calls that this may contain, and what they come to.
//!
//! Why: after it the old key is worth nothing; the new one must be shown in full and nothing else
//! may ride along.
//! Refuses: every call that does not belong to exactly this change (spec 9.2, 9.6), batches in which
//! one call may fail alone, and different new owners on different networks.

use super::{Fact, ReviewError, Span, operations::Meaning, owner_key};
use crate::{
    account::Owner,
    approval::{OperationsAsk, OwnerPublic},
    kernel::{
        change_owner::new_owner,
        execute::{ExecMode, Execution},
    },
    names::Names,
    policy::describe::span::Sentence,
};

pub(super) fn changing(
    ask: &OperationsAsk,
    executions: &[Execution],
    names: &Names<'_>,
) -> Result<Meaning, ReviewError> {
    let mut agreed: Option<Owner> = None;
    for (operation, execution) in executions.iter().enumerate() {
        let refuse = ReviewError::DoesNotFit { operation, call: 0 };
        let calls = execution.calls();
        let whole = execution.mode == ExecMode::Default;
        let to = new_owner(&ask.account, &ask.root(), calls).filter(|_| whole);
        match (agreed, to) {
            (_, None) => return Err(refuse),
            (Some(before), Some(to)) if before != to => return Err(refuse),
            (_, Some(to)) => agreed = Some(to),
        }
    }
    let to = agreed.ok_or(ReviewError::NoLeaves)?;
    Ok(Meaning {
        title: "Change the owner".to_owned(),
        sentence: sentence(&to, names),
        facts: vec![Fact { label: "New owner".to_owned(), ..owner_key::owner((&to).into()) }],
        rules: rules(names),
        warnings: vec![
            "If nobody can use the new owner key, the account and what it holds are lost. Test the new key before you approve this.".to_owned(),
        ],
        claims: names.sentences(&[]),
        ..Meaning::default()
    })
}

fn sentence(to: &Owner, names: &Names<'_>) -> Vec<Span> {
    let mut out = Sentence::default();
    out.say("Give the account to ");
    match OwnerPublic::from(to) {
        OwnerPublic::Address(address) => {
            out.stress("the owner key ");
            out.address(address);
        }
        OwnerPublic::Passkey(_) => out.stress("the passkey named below"),
    }
    out.say(", on ");
    out.stress_list(&names.networks());
    out.say(". From then on the old owner key can do nothing there. Nothing else.");
    out.done()
}

fn rules(names: &Names<'_>) -> Vec<String> {
    let mut rules: Vec<_> = names
        .networks()
        .iter()
        .map(|name| format!("On {name}: the owner is replaced, or nothing happens."))
        .collect();
    rules.push("On every other network the old owner goes on.".to_owned());
    rules.push(
        "Keys in use go on. Approvals of the old owner that were not used yet no longer count."
            .to_owned(),
    );
    rules
}
