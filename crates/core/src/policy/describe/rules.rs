//! Every rule of a permission (spec 4.3, 4.4) in words, one line each, with addresses in full.
//!
//! Why: the sentence is short; this list leaves nothing out. Two lists of policies that differ in
//! anything that binds read differently (a property test holds it); the words are in
//! [`crate::language::table::rule`].
//! Refuses: to hide a policy that its flag switches off; it is listed as having no effect.

use alloy_primitives::{Address, B256, U256};

use super::{
    argument::{self, Argument},
    summary::{binds_messages, binds_operations},
};
use crate::{
    amount,
    language::{
        Message, Value,
        table::{rule as words, word},
    },
    names::Names,
    policy::{
        CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, GasPolicy, ParamRule,
        Policy, PolicyKind, RateLimitPolicy, SignatureCallerPolicy, TimestampPolicy,
    },
};

/// The rules, in the order of the policies.
#[must_use]
pub fn rules(policies: &[Policy], names: &Names<'_>) -> Vec<String> {
    let mut out = Lines { lines: Vec::new(), lists: 0, names };
    for policy in policies {
        if !binds_operations(policy) && !matches!(policy.kind, PolicyKind::SignatureCaller(_)) {
            out.say(&words::SWITCHED_OFF, &[]);
        }
        out.of_kind(policy);
    }
    out.lines
}

/// The lines so far.
struct Lines<'a> {
    lines: Vec<String>,
    /// Call policies so far.
    lists: usize,
    names: &'a Names<'a>,
}

impl Lines<'_> {
    fn say(&mut self, message: &Message, args: &[(&str, Value)]) {
        self.lines.push(self.names.say(message, args));
    }

    fn of_kind(&mut self, policy: &Policy) {
        match &policy.kind {
            PolicyKind::Sudo => self.say(&words::SUDO, &[]),
            PolicyKind::Call(call) => self.calls(call),
            PolicyKind::Gas(limit) => self.gas(limit),
            PolicyKind::Timestamp(window) => self.timestamp(*window),
            PolicyKind::RateLimit(rate) => self.rate_limit(*rate),
            PolicyKind::SignatureCaller(callers) => self.callers(callers, binds_messages(policy)),
        }
    }

    fn calls(&mut self, call: &CallPolicy) {
        if self.lists > 0 {
            self.say(&words::NEXT_LIST, &[]);
        }
        self.lists = self.lists.saturating_add(1);
        if call.version != CallPolicyVersion::V0_0_4 {
            let version = call.version.name().to_owned();
            self.say(&words::LIST_VERSION, &[("version", version.into())]);
        }
        if call.permissions.is_empty() {
            self.say(&words::CALLS_NOTHING, &[]);
        }
        for entry in &call.permissions {
            self.entry(entry);
        }
    }

    fn entry(&mut self, entry: &CallPermission) {
        let coin = self.names.native_symbol();
        let target = |any: &Message| match self.names.token(entry.target) {
            _ if entry.target.is_zero() => self.names.say(any, &[]),
            Some(token) => format!("{} ({})", token.symbol, entry.target),
            None => entry.target.to_string(),
        };
        let function = self.names.function_words(entry.selector);
        let args = [("function", function.into()), ("target", target(&words::ANY_CONTRACT).into())];
        let receiver = ("target", target(&words::ANY_RECEIVER).into());
        match entry.call_type {
            CallType::Call if entry.selector.is_zero() => {
                self.say(&words::MAY_SEND, &[("coin", coin.clone().into()), receiver]);
            }
            CallType::Call => self.say(&words::MAY_CALL, &args),
            CallType::Delegate => self.say(&words::MAY_RUN, &args),
            CallType::Batch => self.say(&words::MAY_NEVER, &args),
        }
        for rule in &entry.rules {
            self.rule(entry, rule);
        }
        if entry.value_limit.is_zero() {
            self.say(&words::NO_VALUE, &[("coin", coin.into())]);
        } else {
            let amount = self.names.native(entry.value_limit);
            self.say(&words::VALUE, &[("amount", amount.into())]);
        }
    }

    fn rule(&mut self, entry: &CallPermission, rule: &ParamRule) {
        let argument = argument::find(self.names, entry.target, entry.selector, rule.offset);
        if let (Condition::SliceEqual, [start, length, hash]) =
            (rule.condition, rule.params.as_slice())
        {
            let args = [
                ("argument", argument.phrase().into()),
                ("start", number(*start).into()),
                ("length", number(*length).into()),
                ("hash", hash.to_string().into()),
            ];
            return self.say(&words::HASHES_TO, &args);
        }
        let values = values(&argument, rule, self.names);
        let args = [("argument", argument.phrase().into()), ("values", values.into())];
        self.say(condition(rule.condition), &args);
    }

    fn gas(&mut self, gas: &GasPolicy) {
        let amount = self.names.native(U256::from(gas.allowed_wei));
        self.say(&words::GAS, &[("amount", amount.into())]);
        let paymaster = [("paymaster", Value::Address(gas.allowed_paymaster))];
        match (gas.enforce_paymaster, gas.allowed_paymaster == Address::ZERO) {
            (true, false) => self.say(&words::PAYMASTER, &paymaster),
            (true, true) => self.say(&words::PAYMASTER_NOBODY, &[]),
            (false, false) => self.say(&words::PAYMASTER_IDLE, &paymaster),
            (false, true) => {}
        }
    }

    fn timestamp(&mut self, window: TimestampPolicy) {
        if window.valid_after > 0 {
            self.say(&words::TIME_FROM, &[("date", Value::Date(window.valid_after))]);
        }
        if window.valid_until > 0 {
            self.say(&words::TIME_UNTIL, &[("date", Value::Date(window.valid_until))]);
        }
        if window.valid_after == 0 && window.valid_until == 0 {
            self.say(&words::TIME_ANY, &[]);
        }
    }

    fn rate_limit(&mut self, rate: RateLimitPolicy) {
        let (count, span) = (Value::Count(rate.count), Value::Length(rate.interval));
        if rate.reset {
            return self.say(&words::WINDOW, &[("count", count), ("window", span)]);
        }
        self.say(&words::USES, &[("count", count)]);
        if rate.start_at > 0 {
            self.say(&words::FIRST, &[("date", Value::Date(rate.start_at))]);
        }
        match (rate.interval, rate.start_at) {
            (0, _) => {}
            (_, 0) => self.say(&words::MOVES_IDLE, &[("span", span)]),
            (_, _) => self.say(&words::MOVES, &[("span", span)]),
        }
    }

    fn callers(&mut self, callers: &SignatureCallerPolicy, binds: bool) {
        let listed: Vec<_> = callers.allowed_callers.iter().map(ToString::to_string).collect();
        let args = [("callers", self.names.and(&listed).into())];
        match (binds, listed.is_empty()) {
            (true, true) => self.say(&words::SIGNS_NOTHING, &[]),
            (true, false) => self.say(&words::SIGNS_FOR, &args),
            (false, true) => self.say(&words::SIGNS_ANYTHING, &[]),
            (false, false) => {
                self.say(&words::SIGNS_ANYTHING, &[]);
                self.say(&words::LISTED_CALLERS, &args);
            }
        }
    }
}

fn values(argument: &Argument, rule: &ParamRule, names: &Names<'_>) -> String {
    let values: Vec<_> = rule.params.iter().map(|w| argument.value_and_atoms(*w)).collect();
    if values.is_empty() { names.say(&word::NOTHING, &[]) } else { names.or(&values) }
}

fn number(word: B256) -> String {
    amount::group(&U256::from_be_bytes(word.0).to_string())
}

/// What a condition demands, as a whole line.
const fn condition(condition: Condition) -> &'static Message {
    match condition {
        Condition::Equal => &words::IS,
        Condition::GreaterThan => &words::IS_MORE,
        Condition::LessThan => &words::IS_LESS,
        Condition::GreaterThanOrEqual => &words::IS_AT_LEAST,
        Condition::LessThanOrEqual => &words::IS_AT_MOST,
        Condition::NotEqual => &words::IS_NOT,
        Condition::OneOf => &words::IS_ONE_OF,
        Condition::SliceEqual => &words::HASH_ODD,
    }
}
