//! Recognises entries (spec 4.4) that pay: a token `transfer`, or native coin without data.
//!
//! Why: paying is what most keys are for, and it reads best as "up to 25 DUSD at a time to …".
//! Refuses: any entry with a rule it does not fully understand; that one is described as a call.

use alloy_primitives::{Address, B256, U256};

use crate::{
    names::TRANSFER,
    policy::{CallPermission, CallType, Condition, ParamRule},
};

/// A paying entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Token contract; `None` = the native coin.
    pub token: Option<Address>,
    /// How much at a time.
    pub cap: Cap,
    /// To whom.
    pub to: Recipients,
}

/// How much one call may pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    /// At most so many smallest units.
    AtMost(U256),
    /// Exactly so many.
    Exactly(U256),
    /// Not limited.
    Any,
}

/// Who may be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipients {
    /// These.
    Only(Vec<Address>),
    /// Anybody.
    Anyone,
}

/// The payment an entry stands for, if it is one.
#[must_use]
pub fn payment(entry: &CallPermission) -> Option<Payment> {
    if entry.call_type != CallType::Call {
        return None;
    }
    if entry.selector.is_zero() && entry.rules.is_empty() {
        let to = if entry.target.is_zero() {
            Recipients::Anyone
        } else {
            Recipients::Only(vec![entry.target])
        };
        return Some(Payment { token: None, cap: Cap::AtMost(entry.value_limit), to });
    }
    let is_transfer = entry.selector == TRANSFER && !entry.target.is_zero();
    (is_transfer && entry.value_limit.is_zero()).then(|| of_token(entry)).flatten()
}

fn of_token(entry: &CallPermission) -> Option<Payment> {
    let mut to = Recipients::Anyone;
    let mut cap = Cap::Any;
    for rule in &entry.rules {
        match (rule.offset, &to, cap) {
            (0, Recipients::Anyone, _) => to = Recipients::Only(recipients(rule)?),
            (32, _, Cap::Any) => cap = amount(rule)?,
            _ => return None,
        }
    }
    Some(Payment { token: Some(entry.target), cap, to })
}

fn recipients(rule: &ParamRule) -> Option<Vec<Address>> {
    match rule.condition {
        Condition::Equal | Condition::OneOf => rule.params.iter().map(|w| address(*w)).collect(),
        Condition::GreaterThan
        | Condition::LessThan
        | Condition::GreaterThanOrEqual
        | Condition::LessThanOrEqual
        | Condition::NotEqual
        | Condition::SliceEqual => None,
    }
}

fn amount(rule: &ParamRule) -> Option<Cap> {
    let limit = U256::from_be_bytes(rule.params.first()?.0);
    match rule.condition {
        Condition::LessThanOrEqual => Some(Cap::AtMost(limit)),
        Condition::LessThan => limit.checked_sub(U256::ONE).map(Cap::AtMost),
        Condition::Equal => Some(Cap::Exactly(limit)),
        Condition::GreaterThan
        | Condition::GreaterThanOrEqual
        | Condition::NotEqual
        | Condition::OneOf
        | Condition::SliceEqual => None,
    }
}

fn address(word: B256) -> Option<Address> {
    let (head, tail) = word.0.split_at(12);
    head.iter().all(|b| *b == 0).then(|| Address::from_slice(tail))
}
