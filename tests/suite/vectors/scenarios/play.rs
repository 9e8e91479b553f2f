//! Which script plays which section, and playing it once.

use std::sync::OnceLock;

use latchkey_core::kernel::version::KernelVersion;

use super::compare::Said;
use super::file::Line;
use super::script::{Script, strange};
use super::{
    calls, delegated, direct, events, flags, gas, grants, hooks, lanes, lifecycle, preinstalled,
    rates, repair, segments, signing, slices, spending, stubs, takeover, times,
};

/// Lines that were recorded one after the other.
#[derive(Debug)]
pub(crate) struct Section {
    lines: Vec<Line>,
    said: OnceLock<Vec<Result<Said, String>>>,
}

impl Section {
    pub(crate) fn new(line: Line) -> Self {
        Self { lines: vec![line], said: OnceLock::new() }
    }

    pub(crate) fn holds(&self, line: &Line) -> bool {
        let place = |l: &Line| (l.suite.clone(), l.kernel_version, l.section.clone());
        self.lines.first().is_some_and(|first| place(first) == place(line))
    }

    pub(crate) fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The same section up to one place, with another line there.
    pub(crate) fn with(&self, place: usize, line: Line) -> Self {
        let mut lines = self.lines[..place].to_vec();
        lines.push(line);
        Self { lines, said: OnceLock::new() }
    }

    /// What the core says about a line.
    pub(crate) fn said(&self, place: usize) -> Result<&Said, String> {
        let all = self.said.get_or_init(|| play(&self.lines));
        all[place].as_ref().map_err(Clone::clone)
    }

    /// `Err` says what differs.
    pub(crate) fn check(&self, place: usize) -> Result<(), String> {
        self.said(place)?.compare(&self.lines[place])
    }
}

fn play(lines: &[Line]) -> Vec<Result<Said, String>> {
    let first = &lines[0];
    match script(&first.suite, first.kernel_version, &first.section) {
        Ok(mut script) => lines.iter().map(|line| script.step(&line.step)).collect(),
        Err(why) => lines.iter().map(|_| Err(why.clone())).collect(),
    }
}

/// The recorder named no version where it took its own default, which the account of `misc-586`
/// shows to be 0.3.2.
pub(crate) const UNNAMED: KernelVersion = KernelVersion::V0_3_2;

fn script(
    suite: &str,
    version: Option<KernelVersion>,
    section: &str,
) -> Result<Box<dyn Script>, String> {
    match (suite, version) {
        ("lifecycle-and-revocation", Some(version)) if section == "lifecycle" => {
            Ok(Box::new(lifecycle::Lifecycle::new(version)))
        }
        ("policy-semantics", Some(version)) => policies(version, section),
        ("misc", version) => misc(version, section),
        ("hooks", Some(version)) => hooked(version, section),
        ("signing-and-install", Some(version)) => {
            let rest = section.strip_prefix(version.name()).and_then(|s| s.strip_prefix(' '));
            installed(version, rest.unwrap_or(section))
        }
        ("owner-direct-and-kill-bundle", Some(version)) => direct::script(version, section),
        (suite, version) => strange(&format!("{suite} {version:?} {section}")),
    }
}

fn policies(version: KernelVersion, section: &str) -> Result<Box<dyn Script>, String> {
    if section.starts_with("Gas policy") {
        return gas::script(version, section);
    }
    if section.starts_with("RateLimit") {
        return rates::script(version, section);
    }
    if let Some(policy) = section.strip_prefix("CallPolicy ") {
        return calls::script(version, policy);
    }
    Ok(match section {
        "Timestamp validUntil in past / validAfter in future / none" => {
            Box::new(times::Times::new(version))
        }
        "Sudo policy key can change root validator (self-call through execute)" => {
            Box::new(takeover::Takeover::new(version))
        }
        "direct callData to account (single self call => raw data) by session key: selector not allowed" => {
            Box::new(takeover::RawCall::new(version))
        }
        "flags: signer flag" => Box::new(flags::SignerFlag::new(version)),
        "policy flag NOT_FOR_VALIDATE_USEROP on a restrictive call policy" => {
            Box::new(flags::PolicyFlagged { version })
        }
        "Signature policy" => Box::new(segments::Segments::new(version)),
        "nonce lanes: permission identifier trailing bytes ignored; root identifier ignored" => {
            Box::new(lanes::Lanes::new(version))
        }
        "reinstall after uninstall with stateful policy (timestamp)" => {
            Box::new(times::Reinstall::new(version))
        }
        "two distinct permissions sharing signer key OK; same policies+signer => same permissionId" => {
            Box::new(grants::TwoIds)
        }
        other => return strange(other),
    })
}

fn misc(version: Option<KernelVersion>, section: &str) -> Result<Box<dyn Script>, String> {
    let unnamed = version.unwrap_or(UNNAMED);
    let stubs = "stub/dummy signatures: validateUserOp must not revert, returns sig failure (AA24) for estimation";
    Ok(match (version, section) {
        (None, "SLICE_EQUAL V0.0.5") => Box::new(slices::Slices::new(unnamed)),
        (Some(v), "3.3: repair root ERC-1271 after invalidateNonce in ONE batch") => {
            Box::new(repair::Repair::new(v))
        }
        (
            None,
            "rate limit does not bound spend: 1 userOp, batch of 40 transfers each within per-call limit",
        ) => Box::new(grants::BigBatch::new(unnamed)),
        (None, "one owner signature, many permissions on the SAME chain (day-sliced keys)") => {
            Box::new(grants::Days::new(unnamed))
        }
        (
            Some(KernelVersion::V0_3_3),
            "EIP-7702 account (3.3): enable at currentNonce 0 and kill semantics",
        ) => Box::new(delegated::Delegated::new()),
        (
            Some(_),
            "toInitConfig: permission pre-installed at deployment, no enable signature (3.1/3.2/3.3)",
        ) => Box::new(preinstalled::Preinstalled),
        (_, name) if name == stubs => Box::new(stubs::Stubs { version }),
        (None, "changeRootValidator kills outstanding approvals (different owner)") => {
            Box::new(takeover::OtherOwner::new(unnamed))
        }
        (None, "events on enable") => Box::new(events::Events::new(unnamed)),
        (_, other) => return strange(other),
    })
}

fn hooked(version: KernelVersion, section: &str) -> Result<Box<dyn Script>, String> {
    let name = version.name();
    if section == format!("hook + CallPolicy incompatibility {name}") {
        Ok(Box::new(hooks::Hooks::new(version)))
    } else if section == format!("SpendingLimit hook (postCheck(bytes,bool,bytes)) on {name}") {
        Ok(Box::new(spending::Spending::new(version)))
    } else {
        strange(section)
    }
}

fn installed(version: KernelVersion, section: &str) -> Result<Box<dyn Script>, String> {
    Ok(match section {
        "CallPolicy-only key: ERC-1271 is NOT constrained by the call policy" => {
            Box::new(signing::Signing::new(version, signing::Guard::None))
        }
        "CallPolicy + signature-caller policy with empty list: ERC-1271 blocked, userOps fine" => {
            Box::new(signing::Signing::new(version, signing::Guard::Nobody))
        }
        "ERC-1271 after uninstallValidation" => Box::new(signing::Uninstalled { version }),
        "two concurrent enable ops on different lanes" => Box::new(lanes::Concurrent::new(version)),
        "4-byte selectorData in enable mode" => Box::new(grants::BareSelector { version }),
        "key installed by owner via installValidations has no selector access until granted" => {
            Box::new(preinstalled::ByOwner::new(version))
        }
        other => return strange(other),
    })
}
