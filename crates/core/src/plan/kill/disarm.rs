//! Whether the key itself could make a prepared kill worthless (spec 9.5).
//!
//! Why: `EntryPoint.incrementNonce` through the account uses up any lane, and a key that may call
//! the account or run foreign code can change the owner; both leave the key alive. A prepared kill
//! is a promise only together with a call policy that forbids this.
//! Refuses: to call a key harmless by its name; only its call policies count.

use alloy_primitives::Address;

use crate::lint::{is_admin, is_module};
use crate::permission::Permission;
use crate::policy::{CallPermission, CallType, PolicyKind, describe::summary::binds_operations};

/// How a key could make a prepared kill worthless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Disarm {
    /// No call policy limits its operations.
    #[error("the key may call anything, so it could use up the prepared stop; limit its calls")]
    NoCallPolicy,
    /// It may call the account, the EntryPoint or a module.
    #[error("the key may call the account or a contract that runs it; leave that out")]
    RunsAccount,
    /// It may run foreign code as the account.
    #[error("the key may run foreign code as the account, so it could change the owner")]
    ForeignCode,
}

/// The first way, or `None` if its call policies leave none open.
#[must_use]
pub fn disarm(permission: &Permission, account: Address) -> Option<Disarm> {
    let binding = permission.policies.iter().filter(|policy| binds_operations(policy));
    let lists: Vec<&[CallPermission]> = binding
        .filter_map(|policy| match &policy.kind {
            PolicyKind::Call(call) => Some(call.permissions.as_slice()),
            PolicyKind::Gas(_)
            | PolicyKind::Timestamp(_)
            | PolicyKind::RateLimit(_)
            | PolicyKind::SignatureCaller(_)
            | PolicyKind::Sudo => None,
        })
        .collect();
    if lists.is_empty() {
        return Some(Disarm::NoCallPolicy);
    }
    // Every call must be listed in every call policy, so one list that leaves nothing open is enough.
    let ways: Option<Vec<Disarm>> =
        lists.iter().map(|list| list.iter().find_map(|entry| way(entry, account))).collect();
    ways.and_then(|ways| ways.first().copied())
}

fn way(entry: &CallPermission, account: Address) -> Option<Disarm> {
    let runs = entry.target == account || is_module(entry.target);
    match entry.call_type {
        CallType::Delegate => Some(Disarm::ForeignCode),
        CallType::Call if runs || (entry.target.is_zero() && is_admin(entry.selector)) => {
            Some(Disarm::RunsAccount)
        }
        CallType::Call | CallType::Batch => None,
    }
}
