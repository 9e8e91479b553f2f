//! What was found, in words, and what to do.
//!
//! Refuses: to say more than was read; who had a key cannot be known, only that this app did not
//! send it.

use alloy_primitives::FixedBytes;
use latchkey_core::chain;
use latchkey_core::key_state::Entry;
use latchkey_core::names::Names;
use latchkey_core::permission::{Permission, PermissionId, ValidationId};
use latchkey_core::policy::describe::{self, span};
use latchkey_core::text;

use crate::use_case::keys_on_chain::StrangerReading;
use crate::views::{DriftKind, DriftView, Severity};

/// What to do about a permission that this app did not grant.
pub(super) const STRANGER_TODO: &str = "If you did not install it with another app, somebody who \
    can act for the account did. Stop all keys on chain: that ends it too. Then look at who owns \
    the account, and change the owner key if it may be known to others.";

/// The permission id in a validation id, if it is of a permission (spec 1.3).
pub(super) fn permission_id(id: ValidationId) -> Option<PermissionId> {
    let [kind, a, b, c, d, ..] = id.0;
    (kind == 2).then_some(FixedBytes([a, b, c, d]))
}

/// A validation that belongs to no key of this app.
pub(super) fn stranger(
    network: &str,
    one: &StrangerReading,
    limits: Option<&Permission>,
    names: &Names<'_>,
) -> String {
    let what = match permission_id(one.validation_id) {
        Some(id) => format!("A key that this app did not grant, {id}, is installed on {network}."),
        None => {
            let address = one.validation_id.get(1..).unwrap_or_default();
            let address = alloy_primitives::hex::encode_prefixed(address);
            format!(
                "A validator that this app did not install, {address}, acts for the account on {network}."
            )
        }
    };
    let Some(facts) = &one.facts else {
        return format!("{what} What it may do could not be read.");
    };
    let able = if one.operates { "It can send operations." } else { "It cannot send operations." };
    let rules = match limits {
        Some(permission) => span::plain(&describe::sentence(&permission.policies, names)),
        None if facts.policies.is_empty() => "No policy limits it.".to_owned(),
        None => format!("Its policies: {}.", policies(&facts.policies)),
    };
    format!("{what} {able} {rules}")
}

/// Policies by name, where the contract is known.
fn policies(entries: &[Entry]) -> String {
    let name = |entry: &Entry| match entry.contract {
        chain::SUDO_POLICY => "everything".to_owned(),
        chain::CALL_POLICY_001
        | chain::CALL_POLICY_002
        | chain::CALL_POLICY_003
        | chain::CALL_POLICY_004
        | chain::CALL_POLICY_005 => "some calls".to_owned(),
        chain::GAS_POLICY => "a gas budget".to_owned(),
        chain::TIMESTAMP_POLICY => "a time window".to_owned(),
        chain::RATE_LIMIT_POLICY | chain::RATE_LIMIT_RESET_POLICY => "a rate limit".to_owned(),
        chain::SIGNATURE_CALLER_POLICY => "who may ask for messages".to_owned(),
        other => format!("unknown ({})", text::short_address(other)),
    };
    entries.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// What an operation did, as a sentence.
pub(super) fn did(calls: Option<&str>, success: bool) -> String {
    let what = calls.map_or_else(
        || "What it called is not shown by its transaction.".to_owned(),
        |calls| format!("It did this: {calls}."),
    );
    if success { what } else { format!("{what} It failed, and changed nothing but its cost.") }
}

/// By a key that this app signs with, but not by this app.
pub(super) fn by_stolen_key(view: &mut DriftView, name: &str, did: &str, live: bool) {
    view.text = format!(
        "Possible theft: the key {name} was used on {} by somebody else than this app. {did}",
        view.network
    );
    (view.severity, view.todo) = if live {
        let todo = "Revoke the key now. If you cannot reach your owner key, fire its off switch.";
        (Severity::Stop, todo.to_owned())
    } else {
        let todo = "The key is ended there. Check what it moved, and what it may have allowed \
                    others to take.";
        (Severity::Warn, todo.to_owned())
    };
}

/// By a key that its agent keeps.
pub(super) fn by_agent(view: &mut DriftView, name: &str, did: &str) {
    view.text = format!(
        "The key {name} was used on {} past this app, by the agent that keeps it. {did}",
        view.network
    );
    view.todo = "Nothing, if the agent was meant to. Otherwise revoke the key.".to_owned();
    view.severity = Severity::Info;
}

/// By a permission that is no key of this app.
pub(super) fn by_unknown_key(view: &mut DriftView, id: PermissionId, did: &str) {
    view.text =
        format!("A key that this app does not have, {id}, was used on {}. {did}", view.network);
    STRANGER_TODO.clone_into(&mut view.todo);
    view.severity = Severity::Warn;
}

/// Signed by the owner key, but not through this app.
pub(super) fn by_owner(view: &mut DriftView, did: &str) {
    view.text = format!(
        "The owner key signed an operation on {} that this app did not send. {did}",
        view.network
    );
    view.todo = "Nothing, if you did it with another app. Otherwise somebody has your owner key: \
                 move the account to another owner key at once."
        .to_owned();
    view.severity = Severity::Warn;
}

/// A prepared off switch.
pub(super) fn switch_fired(view: &mut DriftView, name: &str) {
    view.text = format!("The off switch of the key {name} was fired on {}.", view.network);
    view.todo = "It can only end keys. If you did not fire it, somebody has your prepared \
                 switches: grant what you still need anew."
        .to_owned();
    view.severity = Severity::Info;
}

/// Signed by something else that the account accepts.
pub(super) fn by_another(view: &mut DriftView, did: &str) {
    view.text = format!(
        "Another validator than the owner's signed an operation on {}. {did}",
        view.network
    );
    STRANGER_TODO.clone_into(&mut view.todo);
    view.severity = Severity::Stop;
}

/// A key that is gone or not what it was.
pub(super) fn of_key(view: &mut DriftView, name: &str) {
    match view.kind {
        DriftKind::ContentsDiffer => {
            view.text = format!(
                "What {} holds for the key {name} is not what you approved: other policies, or \
                 another signer.",
                view.network
            );
            view.todo = "Revoke it now, and look at who owns the account.".to_owned();
            view.severity = Severity::Stop;
        }
        DriftKind::KeyGone | DriftKind::ForeignPermission | DriftKind::ForeignOperation => {
            view.text = format!("The key {name} was ended on {}, not by this app.", view.network);
            view.todo = "Nothing, if you ended it with another app. Otherwise somebody can act as \
                         the owner: look at who owns the account."
                .to_owned();
            view.severity = Severity::Warn;
        }
    }
}
