//! How often, how long, for how much gas, and who may ask for messages.
//!
//! Why: these policies stand in the same order in every key, since the order is part of the permission
//! id. Spacing counts from the key's beginning: with a start of 0 the contract spaces nothing
//! (spec 4.3).
//! Refuses: an end that has passed, a beginning after the end, spacing without a number of operations.

use alloy_primitives::Address;
use latchkey_core::policy::{
    GasPolicy, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
};

use super::facts::Facts;
use super::problems::Problems;
use super::{fields, gas};
use crate::views::{GrantForm, MessageForm};

/// The limits, read.
pub(super) struct Limits {
    gas: GasPolicy,
    /// `None` = any number of operations.
    rate: Option<RateLimitPolicy>,
    /// `None` = from now on, without end.
    time: Option<TimestampPolicy>,
    /// `None` = messages for anybody.
    messages: Option<SignatureCallerPolicy>,
}

impl Limits {
    /// In their order.
    pub(super) fn kinds(self) -> impl Iterator<Item = PolicyKind> {
        std::iter::once(PolicyKind::Gas(self.gas))
            .chain(self.rate.map(PolicyKind::RateLimit))
            .chain(self.time.map(PolicyKind::Timestamp))
            .chain(self.messages.map(PolicyKind::SignatureCaller))
    }
}

/// Reads them; `None` when a problem blocks.
pub(super) fn read(problems: &mut Problems, form: &GrantForm, facts: &Facts) -> Option<Limits> {
    let spacing = spacing(problems, &form.every_secs);
    let uses = uses(problems, &form.uses, spacing);
    let time = time(problems, form, facts.now);
    let known = uses.map(|uses| uses.unwrap_or(gas::USES_OPEN));
    let budget = known.and_then(|uses| gas::budget(problems, &form.gas_budget, uses, facts));
    let paymaster = paymaster(problems, &form.paymaster);
    let messages = messages(problems, &form.messages);
    let (spacing, uses, time, paymaster) = (spacing?, uses?, time?, paymaster?);
    let begins = if time.valid_after > 0 { time.valid_after } else { facts.now };
    let rate = uses.map(|count| RateLimitPolicy {
        interval: spacing,
        count,
        start_at: if spacing == 0 { 0 } else { begins },
        reset: false,
    });
    let gas = GasPolicy {
        allowed_wei: budget?,
        enforce_paymaster: paymaster.is_some(),
        allowed_paymaster: paymaster.unwrap_or(Address::ZERO),
    };
    let bounded = time.valid_after > 0 || time.valid_until > 0;
    Some(Limits { gas, rate, time: bounded.then_some(time), messages: messages? })
}

/// Outer `None`: blocked. Inner `None`: any number.
fn uses(problems: &mut Problems, said: &str, spacing: Option<u64>) -> Option<Option<u64>> {
    if said.trim().is_empty() && spacing.unwrap_or(0) == 0 {
        return Some(None);
    }
    if said.trim().is_empty() {
        let text = "Spacing needs a number of operations. Write how many.";
        problems.stop("uses", "count.missing", text);
        return None;
    }
    fields::count(problems, "uses", "uses", said).map(Some)
}

/// Seconds between uses; 0 = none.
fn spacing(problems: &mut Problems, said: &str) -> Option<u64> {
    if matches!(said.trim(), "" | "0") {
        return Some(0);
    }
    fields::count(problems, "everySecs", "seconds", said)
}

/// First and last second, unix; 0 = at once, no end.
fn time(problems: &mut Problems, form: &GrantForm, now: u64) -> Option<TimestampPolicy> {
    let (valid_after, valid_until) =
        (form.from.map_or(0, u64::from), form.until.map_or(0, u64::from));
    if form.until.is_some() && valid_until <= now {
        problems.stop("until", "until.past", "This time has passed. Choose a later one.");
        return None;
    }
    if valid_until > 0 && valid_after >= valid_until {
        problems.stop("from", "from.late", "It would end before it begins. Choose an earlier one.");
        return None;
    }
    Some(TimestampPolicy { valid_after, valid_until })
}

/// Outer `None`: blocked. Inner `None`: whoever pays.
fn paymaster(problems: &mut Problems, said: &str) -> Option<Option<Address>> {
    if said.trim().is_empty() {
        return Some(None);
    }
    fields::address(problems, "paymaster", "paymaster", said).map(Some)
}

/// Outer `None`: blocked. Inner `None`: anybody.
fn messages(problems: &mut Problems, form: &MessageForm) -> Option<Option<SignatureCallerPolicy>> {
    let allowed_callers = match form {
        MessageForm::Anybody => return Some(None),
        MessageForm::Nobody => Vec::new(),
        MessageForm::Contracts { addresses } => {
            fields::addresses(problems, "messages.addresses", "contract", addresses)?
        }
    };
    Some(Some(SignatureCallerPolicy { allowed_callers }))
}
