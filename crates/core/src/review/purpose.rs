//! Ending keys: the only calls that revoking and stopping may contain, and what they come to.
//!
//! Why: the one approval a person gives in a hurry must not be able to carry anything else.
//! Refuses: every call that is not `uninstallValidation` of a permission, `invalidateNonce`, a
//! tombstone that is uninstalled again (spec 9.2, 9.4), or the repair of the owner's message
//! signatures after a raise (9.6), made by the account to itself, exact bytes, without coin.

use alloy_primitives::{Address, FixedBytes};

use super::{
    ReviewError,
    operations::{Meaning, keep_first},
};
use crate::{
    account::{AccountSpec, Owner},
    approval::{KeyClaim, OperationsAsk, OwnerOperation, Purpose},
    kernel::{
        execute::{Call, ExecMode, Execution, ExecutionBody},
        install::{
            AdminCall, decode_admin, invalidate_nonce, tombstone_calls, uninstall_validation,
        },
        nonce::{Validation, decode},
    },
    names::{Names, list},
    permission::PermissionId,
    plan::repair,
    policy::describe::span::Sentence,
    text,
};

/// What one call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Of a permission.
    Uninstall(FixedBytes<21>),
    /// To this nonce.
    Raise(u32),
    /// Of an approval.
    Tombstone(FixedBytes<21>),
    /// After a raise to this nonce, which must stand before it.
    Repair(u32),
}

pub(super) fn ending(
    ask: &OperationsAsk,
    executions: &[Execution],
    names: &Names<'_>,
) -> Result<Meaning, ReviewError> {
    let mut keys: Vec<PermissionId> = Vec::new();
    let mut rules = Vec::new();
    let mut raised = false;
    for (operation, (execution, op)) in executions.iter().zip(&ask.operations).enumerate() {
        let ends = ends(operation, execution, &ask.account, &ask.root())?;
        let network = names.network(op.chain_id);
        let all_or_none = ends.len() > 1 && execution.mode == ExecMode::Default;
        for end in ends {
            raised |= matches!(end, End::Raise(_));
            rules.push(format!("On {network}: {}.", words(&end, ask)));
            let (End::Uninstall(id) | End::Tombstone(id)) = end else { continue };
            let id = permission_id(id);
            if !keys.contains(&id) {
                keys.push(id);
            }
        }
        if all_or_none {
            rules.push(format!("On {network}: if one of these fails, none of them happens."));
        }
    }
    rules.extend(ask.operations.iter().filter_map(|op| prepared(op, ask, names)));
    keep_first(&mut rules);
    rules.push("What the keys already did stays: transfers, allowances and orders.".to_owned());
    Ok(Meaning {
        title: title(ask, &keys),
        sentence: sentence(ask, &keys, raised, names),
        facts: Vec::new(),
        rules,
        not_limited: Vec::new(),
        warnings: also_dies(ask, raised).into_iter().collect(),
        claims: claims(ask, &keys, names),
        blocked: None,
    })
}

/// One key was to end, and the bytes end others too.
fn also_dies(ask: &OperationsAsk, raised: bool) -> Option<String> {
    (raised && ask.purpose == Purpose::Revoke).then(|| {
        "Raising the approval number ends other keys too: every one approved or installed under a \
         lower number. Grant those again that are still wanted."
            .to_owned()
    })
}

/// What the calls of one operation that ends keys come to, in words and in order.
///
/// # Errors
/// [`ReviewError::DoesNotFit`] for a call that ends nothing.
pub fn ending_words(
    ask: &OperationsAsk,
    execution: &Execution,
) -> Result<Vec<String>, ReviewError> {
    let ends = ends(0, execution, &ask.account, &ask.root())?;
    Ok(ends.iter().map(|end| words(end, ask)).collect())
}

/// What is said of an operation on a lane of its own, which is kept and sent later (spec 2.4).
fn prepared(op: &OwnerOperation, ask: &OperationsAsk, names: &Names<'_>) -> Option<String> {
    let Validation::Root { identifier } = decode(op.operation.nonce).validation else {
        return None;
    };
    let who = if op.operation.max_fee_per_gas == 0 { ", who then pays for it" } else { "" };
    (identifier != ask.root().kind().address(ask.account.version)).then(|| {
        let network = names.network(op.chain_id);
        format!("On {network}: this is prepared, not sent now. Whoever holds it can send it, once and at any time{who}; nobody can change it.")
    })
}

/// The calls of an operation as ends of keys, and nothing else.
///
/// # Errors
/// [`ReviewError::DoesNotFit`] at the first that is something else.
pub(crate) fn ends(
    operation: usize,
    execution: &Execution,
    spec: &AccountSpec,
    owner: &Owner,
) -> Result<Vec<End>, ReviewError> {
    let account = spec.address();
    let refuse = |call| ReviewError::DoesNotFit { operation, call };
    if matches!(execution.body, ExecutionBody::Delegate { .. }) {
        return Err(refuse(0));
    }
    let calls = execution.calls();
    let mut ends: Vec<End> = Vec::with_capacity(calls.len());
    for (place, call) in calls.iter().enumerate() {
        let end = match end(call, account) {
            Some(end) => end,
            None => repaired(call, (spec, owner), &ends).ok_or(refuse(place))?,
        };
        if let End::Tombstone(id) = end {
            let mut later = calls.iter().skip(place.saturating_add(1));
            let buried =
                later.any(|c| matches!(self::end(c, account), Some(End::Uninstall(i)) if i == id));
            if !buried {
                return Err(refuse(place));
            }
        }
        ends.push(end);
    }
    Ok(ends)
}

/// The repair for the last raise before it, byte for byte as it is planned for whoever owns the
/// account now.
fn repaired(call: &Call, (account, owner): (&AccountSpec, &Owner), before: &[End]) -> Option<End> {
    let raises = before.iter().rev().filter_map(|end| match end {
        End::Raise(nonce) => Some(*nonce),
        End::Uninstall(_) | End::Tombstone(_) | End::Repair(_) => None,
    });
    let nonce = raises.into_iter().next()?;
    (repair(account, owner, nonce).as_ref() == Some(call)).then_some(End::Repair(nonce))
}

fn end(call: &Call, account: Address) -> Option<End> {
    if call.to != account || !call.value.is_zero() {
        return None;
    }
    match decode_admin(&call.data)? {
        AdminCall::UninstallValidation { validation_id, entries } => {
            let exact = uninstall_validation(validation_id, entries) == call.data;
            (exact && is_permission(validation_id)).then_some(End::Uninstall(validation_id))
        }
        AdminCall::InvalidateNonce { nonce } => {
            (invalidate_nonce(nonce) == call.data).then_some(End::Raise(nonce))
        }
        AdminCall::InstallValidations(installations) => {
            let [one] = installations.as_slice() else { return None };
            let [tombstone, _] = tombstone_calls(account, one.validation_id, one.nonce);
            let exact = tombstone.data == call.data && is_permission(one.validation_id);
            exact.then_some(End::Tombstone(one.validation_id))
        }
        AdminCall::ChangeRootValidator { .. }
        | AdminCall::UpgradeTo { .. }
        | AdminCall::InstallModule { .. }
        | AdminCall::UninstallModule { .. }
        | AdminCall::GrantAccess { .. } => None,
    }
}

fn is_permission(validation_id: FixedBytes<21>) -> bool {
    let [kind, rest @ ..] = validation_id.0;
    kind == 2 && rest.iter().skip(4).all(|byte| *byte == 0)
}

fn permission_id(validation_id: FixedBytes<21>) -> PermissionId {
    let [_, a, b, c, d, ..] = validation_id.0;
    FixedBytes([a, b, c, d])
}

fn words(end: &End, ask: &OperationsAsk) -> String {
    match end {
        End::Uninstall(id) => format!("uninstall {}", key_words(ask, permission_id(*id))),
        End::Tombstone(id) => {
            format!("void the unused approval of {}", key_words(ask, permission_id(*id)))
        }
        End::Raise(nonce) => {
            format!(
                "raise the approval number to {nonce}, which ends every key approved or installed under a lower one"
            )
        }
        End::Repair(nonce) => {
            format!("let the owner's own message signatures go on working under the number {nonce}")
        }
    }
}

fn claim(ask: &OperationsAsk, id: PermissionId) -> Option<&KeyClaim> {
    ask.keys.iter().find(|key| key.permission_id == id)
}

fn name(ask: &OperationsAsk, id: PermissionId) -> Option<String> {
    let name = claim(ask, id).map(|key| text::quote(&key.name, text::NAME_MAX, ""));
    name.filter(|name| !name.is_empty())
}

fn key_words(ask: &OperationsAsk, id: PermissionId) -> String {
    name(ask, id).map_or_else(|| format!("the key {id}"), |name| format!("the key {name} ({id})"))
}

fn title(ask: &OperationsAsk, keys: &[PermissionId]) -> String {
    match (ask.purpose, keys) {
        (Purpose::Revoke | Purpose::Operation | Purpose::ChangeOwner, [one]) => {
            let name = name(ask, *one).unwrap_or_else(|| one.to_string());
            format!("Revoke {name}")
        }
        (Purpose::Revoke | Purpose::Operation | Purpose::ChangeOwner, _) => {
            "Revoke keys".to_owned()
        }
        (Purpose::StopAll, _) => "Stop all keys".to_owned(),
    }
}

fn sentence(
    ask: &OperationsAsk,
    keys: &[PermissionId],
    raised: bool,
    names: &Names<'_>,
) -> Vec<super::Span> {
    let mut out = Sentence::default();
    let named: Vec<_> = keys.iter().map(|id| key_words(ask, *id)).collect();
    if !named.is_empty() {
        out.say("End ");
        out.stress(list(&named, "and"));
    }
    if raised {
        out.say(if named.is_empty() { "End " } else { ", and with it " });
        out.stress("every other key and unused approval");
        out.say(" there is now");
    }
    out.say(", on ");
    out.stress_list(&names.networks());
    out.say(". The money stays where it is. Nothing else.");
    out.done()
}

fn claims(ask: &OperationsAsk, keys: &[PermissionId], names: &Names<'_>) -> Vec<String> {
    let mut claims = Vec::new();
    match keys.iter().filter(|id| claim(ask, **id).is_some()).count() {
        0 => {}
        1 => claims.push("The name of the key is what the app calls it.".to_owned()),
        named => claims.push(format!("The names of the {named} keys are what the app calls them.")),
    }
    claims.extend(names.sentences(&[]));
    claims
}
