//! Every passkey signature of the traces: read, checked before P-256 and by P-256, against what the
//! contracts answered.

use alloy_primitives::{Address, B256, Bytes};
use alloy_sol_types::{SolCall, SolValue};
use latchkey_core::{
    abi::Kernel,
    account::{AccountSpec, Owner},
    chain,
    kernel::{
        enable::EnableApproval,
        erc1271,
        nonce::{self, Mode, Validation},
        version::KernelVersion,
    },
    permission::{Permission, PermissionId, SessionSigner, SignerKind, validation_id},
    webauthn::{Assertion, AuthenticatorData, Passkey},
};
use p256::ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier};
use sha2::{Digest, Sha256};

use crate::trace::{self, Packed, Step, Trace, TraceAccount, TraceOwner};

const VERSION: KernelVersion = KernelVersion::V0_3_1;

/// What a signature came to here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Undecodable,
    /// The passkey is no point of the curve, so nothing can sign for it.
    NoKey,
    /// Refused before P-256.
    Refused,
    /// Passes the check; P-256 says no.
    Wrong,
    Good,
}

/// Whether the passkey made an answer, by another library.
pub fn p256_says(passkey: &Passkey, made: &Assertion) -> bool {
    let rs = [made.r.to_be_bytes::<32>(), made.s.to_be_bytes::<32>()].concat();
    let point = [&[4][..], &passkey.x.to_be_bytes::<32>(), &passkey.y.to_be_bytes::<32>()].concat();
    let client = Sha256::digest(made.client_data_json.as_bytes());
    let digest = Sha256::digest([&made.authenticator_data[..], &client[..]].concat());
    let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
    key.verify_prehash(&digest, &Signature::from_slice(&rs).unwrap()).is_ok()
}

/// The outcome for any of these challenges.
fn outcome(passkey: &Passkey, signature: &[u8], challenges: &[B256]) -> Outcome {
    let Ok(made) = Assertion::decode(signature) else { return Outcome::Undecodable };
    assert_eq!(&made.encode()[..], signature, "it reads back as the same bytes");
    if !passkey.is_on_curve() {
        return Outcome::NoKey;
    }
    if !challenges.iter().any(|challenge| made.check(*challenge).is_ok()) {
        return Outcome::Refused;
    }
    let data = AuthenticatorData::parse(&made.authenticator_data).unwrap();
    assert_eq!(data.build().unwrap(), made.authenticator_data);
    if p256_says(passkey, &made) { Outcome::Good } else { Outcome::Wrong }
}

fn passkey_owner(account: &TraceAccount) -> Option<Passkey> {
    let TraceOwner::Passkey(passkey) = account.owner else { return None };
    assert_eq!(account.root_validator, chain::WEBAUTHN_VALIDATOR_003);
    let index = alloy_primitives::U256::from(account.index);
    let spec = AccountSpec { version: VERSION, owner: Owner::WebAuthn(passkey), index };
    assert_eq!(spec.address(), account.address);
    assert!(passkey.is_on_curve());
    Some(passkey)
}

/// The passkey that signs for a permission of the trace.
fn session_passkey(trace: &Trace, id: PermissionId) -> Option<Passkey> {
    let permission = trace.permissions.iter().find(|p| p.permission_id == id)?;
    let signer = SessionSigner::decode(permission.signer.contract, &permission.signer.data);
    assert!(signer.kind().is_ok(), "{signer:?}");
    match signer {
        SessionSigner::WebAuthn(passkey) => Some(passkey),
        SessionSigner::Ecdsa(_)
        | SessionSigner::UnpatchedWebAuthn { .. }
        | SessionSigner::Foreign { .. } => None,
    }
}

/// The passkey signatures of an operation: whose, which bytes, over which digests.
fn signatures(trace: &Trace, op: &Packed, hash: B256) -> Vec<(Passkey, Bytes, Vec<B256>)> {
    let owner = trace.accounts.iter().find(|a| a.address == op.sender).and_then(passkey_owner);
    let parts = nonce::decode(op.nonce);
    let session = |id, signature: &[u8]| {
        let passkey = session_passkey(trace, id)?;
        let signature = signature.strip_prefix(&[0xff])?;
        Some((passkey, Bytes::copy_from_slice(signature), vec![hash]))
    };
    match (parts.mode, parts.validation) {
        (Mode::Default, Validation::Root { .. }) => {
            owner.map(|key| (key, op.signature.clone(), vec![hash])).into_iter().collect()
        }
        (Mode::Default, Validation::Permission { id }) => {
            session(id, &op.signature).into_iter().collect()
        }
        (Mode::Enable, Validation::Permission { id }) => {
            let (approved, signature, digests) = enabled(trace, op, id).unwrap();
            let owner = owner.map(|key| (key, approved, digests));
            owner.into_iter().chain(session(id, &signature)).collect()
        }
        _ => Vec::new(),
    }
}

/// Enable signature, operation signature, and the digests the owner may have signed.
fn enabled(trace: &Trace, op: &Packed, id: PermissionId) -> Option<(Bytes, Bytes, Vec<B256>)> {
    type Parts = (Bytes, Bytes, Bytes, Bytes, Bytes);
    let (hook, rest) = op.signature.split_first_chunk::<20>()?;
    let parts = Parts::abi_decode_params(rest).ok()?;
    let (enable_data, hook_data, selector_data, approved, signature) = parts;
    let digest = |nonce| {
        let approval = EnableApproval {
            account: op.sender,
            chain_id: trace.chain_id,
            version: VERSION,
            validation_id: validation_id(id),
            nonce,
            hook: Address::from(*hook),
            enable_data: enable_data.clone(),
            hook_data: hook_data.clone(),
            selector_data: selector_data.clone(),
        };
        approval.digest()
    };
    Some((approved, signature, (1..=14).map(digest).collect()))
}

fn of_operation(name: &str, trace: &Trace, step: &Step, seen: &mut Vec<Outcome>) {
    let (Some(op), Some(hash), Some(expect)) = (&step.user_op, step.user_op_hash, &step.expect)
    else {
        return;
    };
    let signatures = signatures(trace, op, hash);
    let outcomes: Vec<Outcome> =
        signatures.iter().map(|(key, bytes, over)| outcome(key, bytes, over)).collect();
    let note = format!("{name}, {:?}: {outcomes:?}", step.note);
    let refused = expect.rejected.as_ref();
    let failed = refused.and_then(|r| r.failed_op.as_deref()).unwrap_or_default();
    let by_signature = failed.starts_with("AA24");
    if outcomes.iter().all(|outcome| *outcome == Outcome::Good) {
        assert!(outcomes.is_empty() || !by_signature, "{note}");
    } else {
        let reverts =
            outcomes.contains(&Outcome::Undecodable) || outcomes.contains(&Outcome::NoKey);
        assert!(refused.is_some(), "{note} was included");
        assert_eq!(by_signature, !reverts, "{note}: {failed}");
    }
    seen.extend(outcomes);
}

fn of_message(name: &str, trace: &Trace, step: &Step, seen: &mut Vec<Outcome>) {
    let (Some(to), Some(data), Some(expect)) = (step.to, &step.data, &step.expect) else { return };
    let Ok(call) = Kernel::isValidSignatureCall::abi_decode(data) else { return };
    let digest = erc1271::wrapped_digest(VERSION, trace.chain_id, to, call.hash);
    let owner = trace.accounts.iter().find(|a| a.address == to).and_then(passkey_owner);
    let signed = match call.signature.as_ref() {
        [0, inner @ ..] => owner.map(|key| (key, inner)),
        [1, rest @ ..] => rest
            .strip_prefix(chain::WEBAUTHN_VALIDATOR_003.as_slice())
            .and_then(|inner| Some((owner?, inner))),
        [2, a, b, c, d, 0xff, inner @ ..] => {
            session_passkey(trace, PermissionId::from([*a, *b, *c, *d])).map(|key| (key, inner))
        }
        _ => None,
    };
    let (Some((passkey, inner)), Some(answer)) = (signed, &expect.returns) else { return };
    if answer.is_empty() {
        return;
    }
    let accepted = answer.starts_with(&[0x16, 0x26, 0xba, 0x7e]);
    let came_to = outcome(&passkey, inner, &[digest]);
    assert_eq!(came_to == Outcome::Good, accepted, "{name}, {:?}: {came_to:?}", step.note);
    seen.push(came_to);
}

#[test]
fn passkey_signatures_are_taken_and_refused_as_by_the_contracts() {
    let (mut operations, mut messages) = (Vec::new(), Vec::new());
    for (name, trace) in trace::all() {
        for step in &trace.steps {
            of_operation(&name, &trace, step, &mut operations);
            of_message(&name, &trace, step, &mut messages);
        }
    }
    let count = |all: &[Outcome], which| all.iter().filter(|outcome| **outcome == which).count();
    let all = |seen: &[Outcome]| {
        use Outcome::{Good, NoKey, Refused, Undecodable, Wrong};
        [Good, Wrong, Refused, Undecodable, NoKey].map(|which| count(seen, which))
    };
    let counted = ([17, 2, 12, 1, 1], [5, 0, 4, 0, 0]);
    assert_eq!((all(&operations), all(&messages)), counted, "good, wrong, refused, …, no key");
}

#[test]
fn recorded_enable_data_reads_back_with_its_signer() {
    let (mut passkeys, mut keys) = (0, 0);
    for (name, trace) in trace::all() {
        for (step, recorded) in trace.steps.iter().filter_map(|step| {
            let id = step.about.as_ref()?.permission_id?;
            Some((step, trace.permissions.iter().find(|p| p.permission_id == id)?))
        }) {
            let Some(op) = &step.user_op else { continue };
            let enable = nonce::decode(op.nonce).mode == Mode::Enable;
            let Some(policies) = recorded.decoded().filter(|_| enable) else { continue };
            let rest = op.signature.get(20..).unwrap();
            let data = <(Bytes, Bytes, Bytes, Bytes, Bytes)>::abi_decode_params(rest).unwrap().0;
            let Ok(read) = Permission::from_enable_data(&data) else { continue };
            if read.id() != recorded.permission_id {
                continue;
            }
            assert_eq!((read.policies.as_slice(), read.enable_data()), (policies.as_slice(), data));
            match read.signer.kind().unwrap_or_else(|error| panic!("{name}: {error}")) {
                SignerKind::Ecdsa => keys += 1,
                SignerKind::WebAuthn => passkeys += 1,
            }
        }
    }
    assert!(keys > 50 && passkeys >= 3, "{keys} {passkeys}");
}
