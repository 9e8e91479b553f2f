//! The local check against every recorded operation of a session key: whatever the deployed
//! policies let through passes here, and what they refused is refused here with the same bytes.
//!
//! Each operation falls into one [`Stage`] by what was asked first; each stage is compared exactly,
//! and the counts are printed (`-- --nocapture`).

use std::collections::BTreeMap;

use latchkey_core::policy::check::{self, Answer, Failure};

use crate::{
    life::{Key, Life},
    trace::{self, Expect, Rejected, Step},
};

/// Who decided about an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// All policies passed, and the operation was included.
    Included,
    /// A policy, the flag or the time window refused.
    Policies,
    /// The policies' data could not be installed.
    Install,
    /// The modules remember the permission, so it could not be installed again.
    Remembered,
    /// The approval was refused before any policy was asked.
    Approval,
    /// The permission was not installed.
    NotInstalled,
    /// The policies passed; the signature or the account's own rules refused.
    AfterPolicies,
}

/// Refusals of an approval, in enable mode, before anything is installed.
const OF_APPROVALS: [&str; 4] =
    ["EnableNotApproved", "InvalidNonce", "Error(\"hash is not in proof\")", "InvalidPublicKey"];

/// Refusals once the policies have passed: the signer's part of the signature, the account's nonce
/// and the selector. (`Panic(50)` is a signature without a single byte.)
const AFTER_POLICIES: [&str; 5] =
    ["InvalidNonce", "InvalidValidator", "InvalidSignature", "SignerPrefixNotPresent", "Panic(50)"];

/// The operations of one step's key, judged here and compared with what was recorded.
fn judge(place: &str, key: &mut Key, step: &Step) -> Stage {
    let expect = step.expect.as_ref().unwrap();
    let op = step.user_op.as_ref().unwrap().unpack();
    let enable = step.about.as_ref().unwrap().mode.as_deref() == Some("enable");
    let now = step.at.unwrap();
    if expect.included == Some(true) {
        return included(place, key, enable, &op, now);
    }
    let rejected = expect.rejected.as_ref().unwrap_or_else(|| panic!("{place}: no answer"));
    let decoded = rejected.decoded.clone().unwrap_or_default();
    if enable && OF_APPROVALS.contains(&decoded.as_str()) {
        return Stage::Approval;
    }
    if enable && key.remembered() {
        assert_eq!(decoded, "(empty)", "{place}: modules refuse a second life without a reason");
        return Stage::Remembered;
    }
    if enable && !key.installable(now) {
        let known = ["(empty)", "Error(\"duplicate permissionHash\")"].contains(&decoded.as_str())
            || decoded.starts_with("Error(\"only OneOf condition");
        assert!(known, "{place}: another reason: {decoded}");
        return Stage::Install;
    }
    if !enable && key.life != Life::Installed {
        assert_eq!(decoded, "(empty)", "{place}: no permission answers");
        return Stage::NotInstalled;
    }
    let verdict = check::outcome(key.flag, key.policies(), &key.facts(op.sender, now), &op);
    if AFTER_POLICIES.contains(&decoded.as_str()) || is_code(rejected, "AA24") {
        // The EntryPoint judges the time last, so it may be wrong here as well.
        let late = |failure: &Failure| failure.answer() == Answer::EntryPoint("AA22");
        assert!(verdict.as_ref().err().is_none_or(|f| late(f)), "{place}: {verdict:?}");
        return Stage::AfterPolicies;
    }
    let failure = verdict.err().unwrap_or_else(|| panic!("{place}: the chain refused: {decoded}"));
    same(place, rejected, &failure);
    Stage::Policies
}

fn included(
    place: &str,
    key: &mut Key,
    enable: bool,
    op: &latchkey_core::user_op::UserOperation,
    now: u64,
) -> Stage {
    assert!(enable || key.life == Life::Installed, "{place}: used before it was installed");
    assert!(!enable || key.installable(now), "{place}: installed, but said not to be installable");
    let verdict = check::outcome(key.flag, key.policies(), &key.facts(op.sender, now), op);
    let allowed = verdict.unwrap_or_else(|e| panic!("{place}: the chain let it through: {e}"));
    key.used(allowed.after);
    Stage::Included
}

fn is_code(rejected: &Rejected, code: &str) -> bool {
    rejected.failed_op.as_deref().is_some_and(|text| text.starts_with(code))
}

/// The answer here is the recorded one, to the byte.
fn same(place: &str, rejected: &Rejected, failure: &Failure) {
    match failure.answer() {
        Answer::Reverts(data) => {
            assert!(is_code(rejected, "AA23"), "{place}: {failure}");
            let recorded = rejected.inner_revert_data.clone().unwrap_or_default();
            assert_eq!(data, recorded, "{place}: {failure}");
        }
        Answer::EntryPoint(code) => assert!(is_code(rejected, code), "{place}: {failure}"),
        Answer::Ours => panic!("{place}: the chain's answer is not known here: {failure}"),
    }
}

#[test]
fn agrees_with_every_recorded_operation_of_a_key() {
    let mut counts: BTreeMap<Stage, usize> = BTreeMap::new();
    let traces = trace::all();
    for (name, trace) in &traces {
        let mut keys: BTreeMap<_, _> =
            trace.permissions.iter().map(|p| (p.permission_id, Key::of(p))).collect();
        for (number, step) in trace.steps.iter().enumerate() {
            let id = step.about.as_ref().and_then(|about| about.permission_id);
            if let (Some(id), Some(_), Some(_)) = (id, &step.user_op, &step.expect) {
                let place = format!("{name}, step {number}");
                let key = keys.get_mut(&id).unwrap_or_else(|| panic!("{place}: unknown key"));
                *counts.entry(judge(&place, key, step)).or_default() += 1;
            }
            if step.expect.as_ref().is_some_and(happened) {
                keys.values_mut().for_each(|key| key.watch(step));
            }
        }
    }
    let all: usize = counts.values().sum();
    println!("{all} operations of keys in {} traces: {counts:?}", traces.len());
    assert_eq!(traces.len(), 117);
    let expected = [
        (Stage::Included, 176),
        (Stage::Policies, 106),
        (Stage::Install, 9),
        (Stage::Remembered, 2),
        (Stage::Approval, 44),
        (Stage::NotInstalled, 29),
        (Stage::AfterPolicies, 8),
    ];
    assert_eq!(counts, BTreeMap::from(expected), "no operation changes its stage");
}

/// Included or mined, and successful.
fn happened(expect: &Expect) -> bool {
    expect.success == Some(true)
}
