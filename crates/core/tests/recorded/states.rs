//! Every recorded reading of a key: the state decided from it, and what the chain did next.
//!
//! After a reading that shows a live approval the enable operation passes, after one that shows a
//! dead one it does not; the same for operations of an installed key and for its messages.

use std::collections::BTreeMap;

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::{SolCall, SolValue};
use latchkey_core::{
    abi::{Kernel, PermissionConfig},
    account::AccountSpec,
    approval_tree::OwnerSignature,
    kernel::enable::{EnableApproval, default_selector_data},
    key_state::{AccountFacts, Approved, Counters, KeyFacts, Messages, State, Verdict, decide},
    permission::Permission,
    plan::Nonces,
};

use crate::trace::{self, Packed, Step, Trace};

/// One run of reads without anything in between.
#[derive(Default)]
struct Reading(BTreeMap<Vec<u8>, Bytes>);

impl Reading {
    fn answer(&self, call: Vec<u8>) -> Option<&Bytes> {
        self.0.get(&call).filter(|answer| !answer.is_empty())
    }

    fn number(&self, call: Vec<u8>) -> Option<u32> {
        self.answer(call).map(|word| u32::abi_decode(word).unwrap())
    }

    fn decide(&self, account: &AccountSpec, key: &Permission, nonce: u32) -> Option<Verdict> {
        let current = self.number(Kernel::currentNonceCall {}.abi_encode())?;
        let valid_from = self.number(Kernel::validNonceFromCall {}.abi_encode())?;
        let (id, vid) = (key.id(), key.validation_id());
        let config = self.answer(Kernel::validationConfigCall { id: vid }.abi_encode())?;
        let (stored, hook) = <(u32, Address)>::abi_decode_params(config).unwrap();
        let held = self.answer(Kernel::permissionConfigCall { id }.abi_encode())?;
        let held = PermissionConfig::abi_decode(held).unwrap();
        let installed = !hook.is_zero();
        let heads = key.policies.iter().map(|p| p.entry().slice(..22));
        let same = held.policyData.iter().map(|head| Bytes::from(head.0)).eq(heads)
            && held.signer == key.signer.contract();
        let nonces = Nonces { current, valid_from };
        let account_facts = AccountFacts { deployed: true, nonces, same_owner: true };
        let facts = KeyFacts {
            nonce: stored,
            installed,
            may_execute: installed,
            as_approved: installed && same,
            policies: held.policyData.len(),
            counters: Counters::default(),
        };
        let approved = Approved { version: account.version, permission: key, nonce };
        // Before every recorded time, so that nothing has expired.
        Some(decide(approved, &account_facts, &facts, 0))
    }
}

/// The nonce an enable operation's approval was signed for.
fn approved_nonce(
    trace: &Trace,
    account: &AccountSpec,
    key: &Permission,
    op: &Packed,
) -> Option<u32> {
    let parts =
        <(Bytes, Bytes, Bytes, Bytes, Bytes)>::abi_decode_params(op.signature.get(20..)?).ok()?;
    let signature = OwnerSignature::parse(&parts.3).ok()?;
    let fits = |nonce: &u32| {
        let approval = EnableApproval {
            account: account.address(),
            chain_id: trace.chain_id,
            version: account.version,
            validation_id: key.validation_id(),
            nonce: *nonce,
            hook: Address::ZERO,
            enable_data: key.enable_data(),
            hook_data: Bytes::new(),
            selector_data: default_selector_data(),
        };
        signature.approves(approval.digest(), account.owner.address().unwrap()).is_ok()
    };
    (1..=15).find(fits)
}

/// How often a prediction met what the chain did.
#[derive(Debug, Default)]
struct Counts {
    enabled: usize,
    enable_refused: usize,
    used: usize,
    messages: usize,
    silent: usize,
}

struct Watched<'a> {
    place: String,
    trace: &'a Trace,
    account: &'a AccountSpec,
    key: &'a Permission,
    nonce: u32,
    verdict: Verdict,
}

impl Watched<'_> {
    /// Compares one later step; `false` when the state may be another one from there on.
    fn step(&self, step: &Step, counts: &mut Counts) -> bool {
        let Some(expect) = &step.expect else { return true };
        let place = format!("{}: {:?}", self.place, self.verdict);
        if let Some(op) = &step.user_op {
            let included = expect.included == Some(true);
            let about = step.about.as_ref();
            if about.and_then(|a| a.permission_id) == Some(self.key.id()) {
                let enable = about.and_then(|a| a.mode.as_deref()) == Some("enable");
                if !enable {
                    self.used(&place, included, counts);
                } else if approved_nonce(self.trace, self.account, self.key, op) == Some(self.nonce)
                {
                    self.enabled(&place, included, counts);
                }
            }
            return !included;
        }
        let Some(data) = &step.data else { return true };
        if let Ok(call) = Kernel::isValidSignatureCall::abi_decode(data) {
            let prefix = [&[2], self.key.id().as_slice(), &[0xff]].concat();
            if call.signature.starts_with(&prefix) {
                self.message(&place, expect, counts);
            }
        }
        step.op == "call"
    }

    fn used(&self, place: &str, included: bool, counts: &mut Counts) {
        if included {
            assert_eq!(self.verdict.state, State::Installed, "{place}: it could be used");
            counts.used += 1;
        }
    }

    fn enabled(&self, place: &str, included: bool, counts: &mut Counts) {
        let live = self.verdict.state == State::ApprovedUnused;
        assert_eq!(live, included, "{place}: whether it could be enabled");
        counts.enabled += usize::from(included);
        counts.enable_refused += usize::from(!included);
    }

    fn message(&self, place: &str, expect: &trace::Expect, counts: &mut Counts) {
        let yes = expect.returns.as_ref().is_some_and(|r| r.starts_with(&[0x16, 0x26, 0xba, 0x7e]));
        if yes {
            assert_ne!(self.verdict.messages, Messages::Nobody, "{place}: it signs messages");
            counts.messages += 1;
        } else if expect.decoded.as_deref() == Some("InvalidValidator") {
            assert_eq!(self.verdict.messages, Messages::Nobody, "{place}: it signs none");
            counts.silent += 1;
        }
    }
}

fn keys(trace: &Trace) -> Vec<(AccountSpec, Permission, u32)> {
    let mut keys = Vec::new();
    for step in &trace.steps {
        let (Some(op), Some(about)) = (&step.user_op, &step.about) else { continue };
        if about.mode.as_deref() != Some("enable") {
            continue;
        }
        let account = trace.accounts.iter().find(|a| a.address == op.sender);
        let permission =
            trace.permissions.iter().find(|p| Some(p.permission_id) == about.permission_id);
        let found = account.and_then(|a| a.spec()).zip(permission.and_then(|p| p.permission()));
        let Some((account, key)) = found else { continue };
        let Some(nonce) = approved_nonce(trace, &account, &key, op) else { continue };
        if !keys.iter().any(|(_, k, n): &(_, Permission, u32)| k == &key && *n == nonce) {
            keys.push((account, key, nonce));
        }
    }
    keys
}

#[test]
fn every_recorded_reading_decides_a_state_that_the_chain_confirms() {
    let mut table: BTreeMap<String, usize> = BTreeMap::new();
    let mut counts = Counts::default();
    for (name, trace) in trace::all() {
        let keys = keys(&trace);
        let mut reading = Reading::default();
        for (number, step) in trace.steps.iter().enumerate() {
            let returned = step.expect.as_ref().and_then(|e| e.returns.clone());
            let (true, Some(data), Some(answer)) = (step.op == "call", &step.data, returned) else {
                reading = Reading::default();
                continue;
            };
            reading.0.insert(data.to_vec(), answer);
            if data[..4] != Kernel::validNonceFromCall::SELECTOR {
                continue;
            }
            for (account, key, nonce) in &keys {
                let Some(verdict) = reading.decide(account, key, *nonce) else { continue };
                *table.entry(format!("{:?}", verdict.state)).or_default() += 1;
                let place = format!("{name}, step {number}, approval for {nonce}");
                let watched =
                    Watched { place, trace: &trace, account, key, nonce: *nonce, verdict };
                let later = trace.steps.iter().skip(number + 1);
                let _ = later.take_while(|step| watched.step(step, &mut counts)).count();
            }
        }
    }
    println!("{table:?} {counts:?}");
    assert!(table.len() >= 6 && table.values().sum::<usize>() >= 36, "{table:?}");
    assert!(counts.enable_refused >= 5 && counts.silent >= 5, "{counts:?}");
    assert!(counts.used >= 2 && counts.messages >= 1, "{counts:?}");
}
