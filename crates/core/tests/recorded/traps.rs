//! The traps that recorded keys fell into are named by the linter before anybody grants such a key.
//!
//! Whatever key was seen to call its own account, to run foreign code or to sign a message, and
//! whatever key could never be used, has its finding; and each trap with a trace of its own is
//! listed.

use latchkey_core::{
    abi::Kernel,
    kernel::execute::{ExecutionBody, decode_execute},
    lint::{self, Blocked, Context, Finding, Rule},
    message::{AccountSignature, Form},
    policy::installable,
};

use alloy_primitives::Address;
use alloy_sol_types::SolCall;

use crate::trace::{self, TracePermission};

/// Trace, and what the linter says of one of its keys.
const TRAPS: [(&str, Rule); 22] = [
    ("enable-no-policies", Rule::NoCallPolicy),
    ("takeover-key-makes-another-key", Rule::NoCallPolicy),
    ("presigned-kill-disarmed-by-unrestricted-key", Rule::NoCallPolicy),
    ("signature-caller-does-not-limit-operations", Rule::NoCallPolicy),
    ("call-v4-own-account-function", Rule::SelfTarget),
    ("call-v4-wildcard-target", Rule::WildcardTarget),
    ("call-v5-wildcard-target", Rule::WildcardTarget),
    ("call-v4-two-call-policies", Rule::TwoCallPolicies),
    ("call-v4-unaligned-offset", Rule::OddOffset),
    ("call-v4-batch", Rule::UnboundedBatch),
    ("gas-zero-allowance", Rule::NoGas),
    ("gas-enforce-paymaster-without-address", Rule::IdlePaymaster),
    ("gas-allowed-paymaster-without-enforce", Rule::IgnoredPaymaster),
    ("rate-start-zero", Rule::IdleSpacing),
    ("rate-count-zero", Rule::NoUses),
    ("rate-reset", Rule::ResettingLimit),
    ("timestamp-two-policies-intersect", Rule::TwoOfAKind),
    ("timestamp-inverted-and-expired-grant", Rule::NeverOpen),
    ("flag-policy-not-for-signature", Rule::SwitchedOff),
    ("erc1271-session-key-life", Rule::Messages),
    ("erc1271-signature-caller", Rule::MessagesForSome),
    ("call-v5-call-types", Rule::Delegatecall),
];

fn found(key: &TracePermission, account: Address) -> Vec<Finding> {
    let policies = key.try_decoded().unwrap_or_default();
    lint::findings(&policies, &Context { account, now: None, chains: &[] })
}

#[test]
fn each_trap_of_a_trace_has_its_finding() {
    let traces = trace::all();
    for (name, rule) in TRAPS {
        let (_, trace) = traces.iter().find(|(known, _)| known == name).unwrap();
        let account = trace.accounts.first().unwrap().address;
        let mut rules = trace.permissions.iter().flat_map(|key| found(key, account));
        assert!(rules.any(|finding| finding.rule == rule), "{name}: {rule:?}");
    }
}

#[test]
fn what_was_done_to_an_account_would_have_been_stopped() {
    let (mut harmful, mut signed, mut dead) = (0, 0, 0);
    for (name, trace) in &trace::all() {
        for step in &trace.steps {
            let id = step.about.as_ref().and_then(|about| about.permission_id);
            let key = trace.permissions.iter().find(|key| Some(key.permission_id) == id);
            let included = step.expect.as_ref().is_some_and(|e| e.included == Some(true));
            if let (Some(key), Some(op), true) = (key, &step.user_op, included) {
                let Ok(run) = decode_execute(&op.call_data) else { continue };
                let foreign = matches!(run.body, ExecutionBody::Delegate { .. });
                if foreign || run.calls().iter().any(|call| call.to == op.sender) {
                    let stops = lint::blocked(&found(key, op.sender));
                    assert_ne!(stops, Blocked::No, "{name}: it ran on the account itself");
                    harmful += 1;
                }
            }
        }
        for step in &trace.steps {
            let (Some(to), Some(data), Some(expect)) = (step.to, &step.data, &step.expect) else {
                continue;
            };
            let Ok(call) = Kernel::isValidSignatureCall::abi_decode(data) else { continue };
            let magic = Kernel::isValidSignatureCall::SELECTOR;
            let yes = expect.returns.as_ref().is_some_and(|answer| answer.starts_with(&magic));
            let Ok(read) = AccountSignature::parse(&call.signature) else { continue };
            let Form::Permission(id) = read.form else { continue };
            let key = trace.permissions.iter().find(|key| key.permission_id == id);
            if let (Some(key), true) = (key, yes) {
                let said = |f: &Finding| matches!(f.rule, Rule::Messages | Rule::MessagesForSome);
                assert!(found(key, to).iter().any(said), "{name}: it signed a message");
                signed += 1;
            }
        }
        for key in &trace.permissions {
            let Ok(policies) = key.try_decoded() else { continue };
            if installable(&policies, 0).is_err() {
                let account = trace.accounts.first().unwrap().address;
                assert_eq!(lint::blocked(&found(key, account)), Blocked::Yes, "{name}");
                dead += 1;
            }
        }
    }
    println!(
        "{harmful} harmful operations, {signed} messages, {dead} keys that cannot be installed"
    );
    assert!(harmful > 5 && signed > 10 && dead > 3, "{harmful} {signed} {dead}");
}
