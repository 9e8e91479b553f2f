//! What one click does about a finding, as data, and how it is done to a list of policies.
//!
//! Why: the form shows the label, applies the fix and shows what changed. A fix never lets through
//! what was stopped before (spec 4.3, 4.4), and leaves no graver finding behind.
//! Refuses: places that are not there; such a fix changes nothing.

use alloy_primitives::{Address, U256};

use super::EntryPlace;
use crate::{
    amount,
    language::{
        Language, Message, Value,
        table::{fix as words, word},
    },
    policy::{
        CallPolicyVersion, GasPolicy, Policy, PolicyFlag, PolicyKind, RateLimitPolicy,
        SignatureCallerPolicy, TimestampPolicy,
    },
};

mod merge;

pub(super) use merge::{intersect, join};

/// A fix. Numbers of policies count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// Take a policy out that limits nothing.
    RemovePolicy {
        /// Which.
        policy: usize,
    },
    /// Take an entry of a call policy out.
    RemoveEntry {
        /// Which.
        at: EntryPlace,
    },
    /// Let a policy bind again.
    ClearFlag {
        /// Which.
        policy: usize,
    },
    /// One list of the calls that are in both call policies.
    KeepWhatBothAllow {
        /// Where it goes.
        first: usize,
        /// What it takes in.
        second: usize,
    },
    /// One policy that demands what two of a kind demand.
    JoinPolicies {
        /// Where it goes.
        first: usize,
        /// What it takes in.
        second: usize,
    },
    /// The same list of calls under another version of the call policy.
    UseVersion {
        /// Which.
        policy: usize,
        /// The version.
        version: CallPolicyVersion,
    },
    /// An end, or an earlier one.
    EndBy {
        /// Last second, unix.
        until: u64,
    },
    /// At most so many operations for life.
    LimitUses {
        /// How many.
        count: u64,
    },
    /// A limit for life instead of one that resets.
    CountForLife {
        /// Which.
        policy: usize,
        /// How many in all.
        count: u64,
    },
    /// A start for a spacing.
    StartAt {
        /// Which.
        policy: usize,
        /// First second, unix.
        start_at: u64,
    },
    /// At most so much gas for life.
    LimitGas {
        /// Wei.
        wei: u128,
    },
    /// No demand for a paymaster that is not named.
    DropPaymaster {
        /// Which.
        policy: usize,
    },
    /// Demand the paymaster that is named.
    RequirePaymaster {
        /// Which.
        policy: usize,
    },
    /// Nobody gets a message signature.
    RefuseMessages,
}

impl Fix {
    /// What the button says, in English.
    #[must_use]
    pub fn label(&self) -> String {
        self.label_in(Language::English)
    }

    /// What the button says.
    #[must_use]
    pub fn label_in(&self, language: Language) -> String {
        let (message, args): (Message, Vec<(&str, Value)>) = match self {
            Self::RemovePolicy { .. } => (words::REMOVE, Vec::new()),
            Self::RemoveEntry { .. } => (words::REMOVE_ENTRY, Vec::new()),
            Self::ClearFlag { .. } => (words::CLEAR_FLAG, Vec::new()),
            Self::KeepWhatBothAllow { .. } => (words::KEEP_BOTH, Vec::new()),
            Self::JoinPolicies { .. } => (words::JOIN, Vec::new()),
            Self::UseVersion { version, .. } => {
                (words::VERSION, vec![("version", version.name().to_owned().into())])
            }
            Self::EndBy { until } => (words::END, vec![("date", Value::Date(*until))]),
            Self::LimitUses { count } | Self::CountForLife { count, .. } => {
                (words::USES, vec![("count", Value::Count(*count))])
            }
            Self::StartAt { .. } => (words::START, Vec::new()),
            Self::LimitGas { wei } => {
                let number = amount::format_in(language, U256::from(*wei), 18);
                let coin = word::NATIVE.text(language);
                (words::GAS, vec![("amount", format!("{number} {coin}").into())])
            }
            Self::DropPaymaster { .. } => (words::NO_PAYMASTER, Vec::new()),
            Self::RequirePaymaster { .. } => (words::PAYMASTER, Vec::new()),
            Self::RefuseMessages => (words::SILENCE, Vec::new()),
        };
        message.say(language, &args)
    }
}

/// The list after the fix.
#[must_use]
pub fn apply(policies: &[Policy], fix: &Fix) -> Vec<Policy> {
    let mut list = policies.to_vec();
    match fix {
        Fix::RemovePolicy { policy } => remove(&mut list, *policy),
        Fix::RemoveEntry { at } => remove_entry(&mut list, *at),
        Fix::ClearFlag { policy } => {
            if let Some(policy) = list.get_mut(*policy) {
                policy.flag = PolicyFlag::All;
            }
        }
        Fix::KeepWhatBothAllow { first, second } => {
            replace_both(&mut list, *first, *second, intersect)
        }
        Fix::JoinPolicies { first, second } => replace_both(&mut list, *first, *second, join),
        Fix::UseVersion { policy, version } => {
            if let Some(Policy { kind: PolicyKind::Call(call), .. }) = list.get_mut(*policy) {
                call.version = *version;
            }
        }
        Fix::EndBy { until } => end_by(&mut list, *until),
        Fix::LimitUses { count } => limit_uses(&mut list, *count),
        Fix::CountForLife { policy, count } => change_rate(&mut list, *policy, |_| {
            RateLimitPolicy { interval: 0, count: *count, start_at: 0, reset: false }
        }),
        Fix::StartAt { policy, start_at } => {
            change_rate(&mut list, *policy, |rate| RateLimitPolicy { start_at: *start_at, ..rate });
        }
        Fix::LimitGas { wei } => limit_gas(&mut list, *wei),
        Fix::DropPaymaster { policy } => demand(&mut list, *policy, false),
        Fix::RequirePaymaster { policy } => demand(&mut list, *policy, true),
        Fix::RefuseMessages => refuse_messages(&mut list),
    }
    list
}

fn remove(list: &mut Vec<Policy>, policy: usize) {
    if policy < list.len() {
        list.remove(policy);
    }
}

fn remove_entry(list: &mut [Policy], at: EntryPlace) {
    let Some(Policy { kind: PolicyKind::Call(call), .. }) = list.get_mut(at.policy) else { return };
    if let Some(entry) = at.entry.filter(|entry| *entry < call.permissions.len()) {
        call.permissions.remove(entry);
    }
}

fn replace_both(
    list: &mut Vec<Policy>,
    first: usize,
    second: usize,
    both: fn(&Policy, &Policy) -> Option<Policy>,
) {
    let made = list.get(first).zip(list.get(second)).and_then(|(a, b)| both(a, b));
    if let (Some(made), Some(place)) = (made, list.get_mut(first)) {
        *place = made;
        remove(list, second);
    }
}

fn change_rate(
    list: &mut [Policy],
    policy: usize,
    change: impl Fn(RateLimitPolicy) -> RateLimitPolicy,
) {
    if let Some(Policy { kind: PolicyKind::RateLimit(rate), .. }) = list.get_mut(policy) {
        *rate = change(*rate);
    }
}

fn end_by(list: &mut Vec<Policy>, until: u64) {
    let mut there = false;
    for policy in list.iter_mut() {
        if let PolicyKind::Timestamp(time) = &mut policy.kind {
            there = true;
            let ends = time.valid_until;
            time.valid_until = if ends == 0 { until } else { ends.min(until) };
        }
    }
    if !there {
        list.push(
            PolicyKind::Timestamp(TimestampPolicy { valid_after: 0, valid_until: until }).into(),
        );
    }
}

fn limit_uses(list: &mut Vec<Policy>, count: u64) {
    let mut there = false;
    for policy in list.iter_mut() {
        if let PolicyKind::RateLimit(rate) = &mut policy.kind
            && !rate.reset
        {
            there = true;
            rate.count = rate.count.min(count);
        }
    }
    if !there {
        let limit = RateLimitPolicy { interval: 0, count, start_at: 0, reset: false };
        list.push(PolicyKind::RateLimit(limit).into());
    }
}

fn limit_gas(list: &mut Vec<Policy>, wei: u128) {
    let mut there = false;
    for policy in list.iter_mut() {
        if let PolicyKind::Gas(gas) = &mut policy.kind {
            there = true;
            gas.allowed_wei = gas.allowed_wei.min(wei);
        }
    }
    if !there {
        let allowed_paymaster = Address::ZERO;
        let gas = GasPolicy { allowed_wei: wei, enforce_paymaster: false, allowed_paymaster };
        list.push(PolicyKind::Gas(gas).into());
    }
}

fn demand(list: &mut [Policy], policy: usize, enforce: bool) {
    if let Some(Policy { kind: PolicyKind::Gas(gas), .. }) = list.get_mut(policy) {
        gas.enforce_paymaster = enforce;
    }
}

fn refuse_messages(list: &mut Vec<Policy>) {
    let mut there = false;
    for policy in list.iter_mut() {
        if let PolicyKind::SignatureCaller(callers) = &mut policy.kind {
            there = true;
            callers.allowed_callers.clear();
        }
    }
    if !there {
        let nobody = SignatureCallerPolicy { allowed_callers: Vec::new() };
        list.push(PolicyKind::SignatureCaller(nobody).into());
    }
}
