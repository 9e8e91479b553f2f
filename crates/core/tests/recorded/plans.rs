//! Plans of passkeys against the published vectors (`webauthn.json`): the owner's, the session
//! key's, and those of a key that a passkey approved (spec 2.4, 4.6, 5.4, 7.5).
//!
//! The stub signature, the operation around it, and the whole signature must be the SDK's, byte by
//! byte; the enable signature of an ECDSA owner is made again here from its published test key.

use std::fs;

use alloy_primitives::{Address, B256, Bytes, U256};
use k256::ecdsa::SigningKey;
use latchkey_core::{
    account::{AccountSpec, Owner},
    kernel::{
        enable::{EnableApproval, default_selector_data},
        execute::{Call, ExecMode},
        nonce,
        signature::{permission_signature, personal_sign_hash},
        version::KernelVersion,
    },
    permission::{Permission, SessionSigner, SignerKind, validation_id},
    plan::{FirstUse, OwnerPlan, SessionPlan},
    policy::{PolicyFlag, PolicyKind},
    user_op::{UserOperation, stage::Draft},
    webauthn::{Assertion, Passkey},
};
use serde::Deserialize;

use crate::trace::{self, Packed};

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    input: Input,
    output: Output,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    chain_id: u64,
    kernel_version: Option<KernelVersion>,
    index: Option<U256>,
    owner_private_key: Option<B256>,
    session_private_key: Option<B256>,
    #[serde(default)]
    calls: Vec<OneCall>,
}

#[derive(Deserialize)]
struct OneCall {
    to: Address,
    value: U256,
    data: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output {
    pub_x: Option<U256>,
    pub_y: Option<U256>,
    authenticator_id_hash: Option<B256>,
    stub_signature: Option<Bytes>,
    dummy_signature: Option<Bytes>,
    enable_signature: Option<Bytes>,
    assertion: Option<Answer>,
    user_op_hash: Option<B256>,
    packed_user_op: Option<Packed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    authenticator_data: Bytes,
    der_signature: Bytes,
}

/// The published cases whose name begins so.
fn cases(kind: &str) -> Vec<Case> {
    let text = fs::read(trace::vectors().join("webauthn.json")).unwrap();
    let file: File = serde_json::from_slice(&text).unwrap();
    file.cases.into_iter().filter(|case| case.id.starts_with(kind)).collect()
}

impl Case {
    fn passkey(&self) -> Passkey {
        let Output { pub_x, pub_y, authenticator_id_hash, .. } = &self.output;
        let (x, y) = (pub_x.unwrap(), pub_y.unwrap());
        Passkey { x, y, authenticator_id_hash: authenticator_id_hash.unwrap() }
    }

    fn account(&self, owner: Owner) -> AccountSpec {
        let index = self.input.index.unwrap_or_default();
        AccountSpec { version: self.input.kernel_version.unwrap(), owner, index }
    }

    fn calls(&self) -> Vec<Call> {
        let call = |one: &OneCall| Call { to: one.to, value: one.value, data: one.data.clone() };
        self.input.calls.iter().map(call).collect()
    }

    fn packed(&self) -> &Packed {
        self.output.packed_user_op.as_ref().unwrap()
    }

    fn hash(&self) -> B256 {
        self.output.user_op_hash.unwrap()
    }

    /// The recorded answer to the operation's hash.
    fn answer(&self) -> Bytes {
        let answer = self.output.assertion.as_ref().unwrap();
        let (data, json) = (answer.authenticator_data.clone(), answer.client_data_json.clone());
        let precompile = latchkey_core::webauthn::sdk_uses_precompile(self.input.chain_id);
        Assertion::new(self.hash(), data, json, &answer.der_signature, precompile).unwrap().encode()
    }

    /// The draft with the recorded gas is the recorded operation; `stub` stood in it.
    fn agrees(&self, draft: &Draft, stub: &Bytes, signature: &Bytes) {
        let id = &self.id;
        assert_eq!(&draft.operation().signature, stub, "{id}: stub");
        assert_eq!(signature, &self.packed().signature, "{id}: signature");
        assert!(stub.len() >= signature.len(), "{id}: {} < {}", stub.len(), signature.len());
        let recorded = self.packed().unpack();
        let made = UserOperation {
            call_gas_limit: recorded.call_gas_limit,
            verification_gas_limit: recorded.verification_gas_limit,
            pre_verification_gas: recorded.pre_verification_gas,
            max_fee_per_gas: recorded.max_fee_per_gas,
            max_priority_fee_per_gas: recorded.max_priority_fee_per_gas,
            signature: Bytes::new(),
            ..draft.operation().clone()
        };
        assert_eq!(
            made.hash(latchkey_core::chain::ENTRY_POINT_07, self.input.chain_id),
            self.hash()
        );
        assert_eq!(made, recorded, "{id}");
    }

    /// What the owner of an account signs to let a permission in, at nonce 1.
    fn approval(&self, account: &AccountSpec, permission: &Permission) -> B256 {
        let approval = EnableApproval {
            account: account.address(),
            chain_id: self.input.chain_id,
            version: account.version,
            validation_id: validation_id(permission.id()),
            nonce: 1,
            hook: Address::ZERO,
            enable_data: permission.enable_data(),
            hook_data: Bytes::new(),
            selector_data: default_selector_data(),
        };
        approval.digest()
    }
}

/// The 65 bytes of a test key over a hash.
fn signed(key: B256, hash: B256) -> Bytes {
    let key = SigningKey::from_slice(key.as_slice()).unwrap();
    let (rs, id) = key.sign_prehash_recoverable(hash.as_slice());
    [&rs.to_bytes()[..], &[27 + id.to_byte()]].concat().into()
}

fn address(key: B256) -> Address {
    let point =
        SigningKey::from_slice(key.as_slice()).unwrap().verifying_key().to_sec1_point(false);
    Address::from_raw_public_key(&point.as_bytes()[1..])
}

fn first<'a>(
    (account, permission): (&'a AccountSpec, &Permission),
    first_use: &'a FirstUse,
    calls: &'a [Call],
) -> SessionPlan<'a> {
    SessionPlan {
        account,
        deployed: false,
        permission_id: permission.id(),
        signer: permission.signer.kind().unwrap(),
        first_use: Some(first_use),
        lane: 0,
        calls,
    }
}

#[test]
fn a_passkey_owner_plans_the_published_operation() {
    let cases = cases("sudo-");
    for case in &cases {
        let account = case.account(Owner::WebAuthn(case.passkey()));
        let (calls, mode) = (case.calls(), ExecMode::Default);
        let plan = OwnerPlan { account: &account, deployed: false, lane: 0, mode, calls: &calls };
        let stub = case.output.stub_signature.as_ref().unwrap();
        case.agrees(&plan.draft(0), stub, &case.answer());
        assert_eq!(plan.draft_among(0, case.input.chain_id, 2), None, "one answer, one digest");
    }
    assert_eq!(cases.len(), 3);
}

#[test]
fn a_passkey_session_key_plans_the_published_operation() {
    let cases = cases("session-");
    for case in &cases {
        let key = case.input.owner_private_key.unwrap();
        let account = case.account(Owner::MultiChainEcdsa(address(key)));
        let signer = SessionSigner::WebAuthn(case.passkey());
        let policies = vec![PolicyKind::Sudo.into()];
        let permission = Permission { flag: PolicyFlag::All, policies, signer };
        assert_eq!(permission.signer.kind(), Ok(SignerKind::WebAuthn));
        let first_use = FirstUse {
            enable_data: permission.enable_data(),
            enable_signature: signed(key, case.approval(&account, &permission)),
        };
        let calls = case.calls();
        let enable = first((&account, &permission), &first_use, &calls);
        let stub = case.output.stub_signature.as_ref().unwrap();
        let inner = permission_signature(&case.answer());
        case.agrees(&enable.draft(0), stub, &enable.envelope(&inner));
        later(case, SessionPlan { deployed: true, first_use: None, lane: 2, ..enable }, &inner);
    }
    assert_eq!(cases.len(), 3);
}

/// Once installed, only `0xff` and the passkey's answer are left.
fn later(case: &Case, plan: SessionPlan<'_>, inner: &Bytes) {
    assert_eq!(plan.nonce_key(), nonce::default_key(plan.permission_id, 2));
    let draft = plan.draft(5);
    assert_eq!(draft.operation().nonce, nonce::full(plan.nonce_key(), 5));
    assert_eq!((draft.operation().factory, draft.operation().factory_data.len()), (None, 0));
    assert_eq!(draft.operation().call_data, case.packed().call_data);
    let dummy = case.output.dummy_signature.as_ref().unwrap();
    assert_eq!(draft.operation().signature, [&[0xff], &dummy[..]].concat());
    assert_eq!(&plan.envelope(inner), inner);
    assert!(draft.operation().signature.len() >= inner.len());
}

#[test]
fn a_key_approved_by_a_passkey_plans_the_published_operation() {
    let cases = cases("owner-approves-");
    for case in &cases {
        let key = case.input.session_private_key.unwrap();
        let account = case.account(Owner::WebAuthn(case.passkey()));
        let permission = Permission::ecdsa(vec![PolicyKind::Sudo.into()], address(key));
        let enable_signature = case.output.enable_signature.clone().unwrap();
        let approved = Assertion::decode(&enable_signature).unwrap();
        assert_eq!(approved.check(case.approval(&account, &permission)), Ok(()));
        let first_use = FirstUse { enable_data: permission.enable_data(), enable_signature };
        let calls = case.calls();
        let plan = first((&account, &permission), &first_use, &calls);
        let stub = plan.envelope(&SignerKind::Ecdsa.dummy_permission());
        let inner = permission_signature(&signed(key, personal_sign_hash(case.hash())));
        case.agrees(&plan.draft(0), &stub, &plan.envelope(&inner));
    }
    assert_eq!(cases.len(), 2);
}
