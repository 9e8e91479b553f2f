//! `webauthn.json`: passkeys as owners and as session keys.

use alloy_primitives::{Address, B256, Bytes, U256, uint};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use latchkey_core::{
    account::{
        AccountSpec, Owner,
        root::{RootInstall, validator_id},
    },
    chain,
    kernel::{
        execute::{self, Call, ExecMode},
        nonce, signature,
        version::KernelVersion,
    },
    permission::{Permission, PermissionId, SessionSigner},
    policy::{PolicyFlag, PolicyKind},
    webauthn::{self, Assertion, Passkey},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{enable, execute::CallInput, keys, operation, userop_hash::Packed};

/// Order of the P-256 group.
const ORDER: U256 = uint!(0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551_U256);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    chain_id: u64,
    #[serde(rename = "p256PrivateKey")]
    _p256_private_key: Option<B256>,
    credential_id_base64_url: Option<String>,
    spki_base64: Option<String>,
    spki_base64_url: Option<String>,
    authenticator: Option<Authenticator>,
    hash: Option<B256>,
    kernel_version: Option<KernelVersion>,
    index: Option<U256>,
    calls: Option<Vec<CallInput>>,
    owner_private_key: Option<B256>,
    session_private_key: Option<B256>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Authenticator {
    origin: String,
    rp_id: String,
    flags: u8,
    counter: u32,
    #[serde(rename = "forceHighS")]
    force_high_s: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    use_precompiled: bool,
    pub_x: Option<U256>,
    pub_y: Option<U256>,
    authenticator_id_hash: Option<B256>,
    encoded_pub_key: Option<Bytes>,
    challenge_base64_url: Option<String>,
    assertion: Option<Recorded>,
    enable_assertion: Option<Recorded>,
    normalized_r: Option<U256>,
    normalized_s: Option<U256>,
    response_type_location: Option<U256>,
    encoded_signature: Option<Bytes>,
    validator_address: Option<Address>,
    signer_contract_address: Option<Address>,
    signer_data: Option<Bytes>,
    enable_data: Option<Bytes>,
    enable_digest: Option<B256>,
    enable_signature: Option<Bytes>,
    account: Option<Address>,
    permission_id: Option<PermissionId>,
    stub_signature: Option<Bytes>,
    dummy_signature: Option<Bytes>,
    serialized_validator: Option<String>,
    user_op_hash: Option<B256>,
    signature: Option<Bytes>,
    packed_user_op: Option<Packed>,
}

/// What the recorded authenticator answered.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Recorded {
    challenge: B256,
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    authenticator_data: Bytes,
    signed_digest: B256,
    der_signature: Bytes,
    raw_r: U256,
    raw_s: U256,
}

pub(crate) fn check(mut input: Input, want: Output) {
    let precompile = webauthn::sdk_uses_precompile(input.chain_id);
    assert_eq!(precompile, want.use_precompiled);
    let Some(authenticator) = input.authenticator.take() else {
        assert!(want.assertion.is_none() && want.pub_x.is_none());
        return;
    };
    let passkey = passkey(&input, &want);
    match (input.hash, input.owner_private_key, input.session_private_key) {
        (Some(hash), None, None) => raw(hash, &authenticator, precompile, want),
        (None, None, None) => owner(&input, &passkey, &authenticator, want),
        (None, Some(key), None) => session(&input, &passkey, key, &authenticator, want),
        (None, None, Some(key)) => approves(&input, &passkey, key, &authenticator, want),
        _ => panic!("which flow?"),
    }
}

fn passkey(input: &Input, want: &Output) -> Passkey {
    let spki = STANDARD.decode(input.spki_base64.as_ref().unwrap()).unwrap();
    let url = URL_SAFE_NO_PAD.decode(input.spki_base64_url.as_ref().unwrap()).unwrap();
    assert_eq!(spki, url);
    let id = URL_SAFE_NO_PAD.decode(input.credential_id_base64_url.as_ref().unwrap()).unwrap();
    let passkey = Passkey::from_registration(&spki, &id).unwrap();
    assert_eq!((Some(passkey.x), Some(passkey.y)), (want.pub_x, want.pub_y));
    assert_eq!(Some(passkey.authenticator_id_hash), want.authenticator_id_hash);
    assert_eq!(Some(passkey.data()), want.encoded_pub_key);
    passkey
}

impl Recorded {
    /// The answer as the contracts take it; its parts must be those of the authenticator.
    fn assertion(&self, challenge: B256, from: &Authenticator, precompile: bool) -> Assertion {
        assert_eq!(self.challenge, challenge);
        let site = Sha256::digest(from.rp_id.as_bytes());
        let data = [&site[..], &[from.flags], &from.counter.to_be_bytes()].concat();
        assert_eq!(self.authenticator_data, data);
        assert!(self.client_data_json.contains(&format!(r#""origin":"{}""#, from.origin)));
        let client = Sha256::digest(self.client_data_json.as_bytes());
        let digest = Sha256::digest([data.as_slice(), &client[..]].concat());
        assert_eq!(digest[..], self.signed_digest[..]);
        let (data, json) = (self.authenticator_data.clone(), self.client_data_json.clone());
        let made = Assertion::new(challenge, data, json, &self.der_signature, precompile).unwrap();
        assert_eq!(made.r, self.raw_r);
        let high = made.s != self.raw_s;
        assert!(!high || made.s + self.raw_s == ORDER, "another s");
        assert!(high || !from.force_high_s, "a high s was asked for and not lowered");
        made
    }
}

/// Only an assertion over a hash.
fn raw(hash: B256, from: &Authenticator, precompile: bool, want: Output) {
    let made = want.assertion.unwrap().assertion(hash, from, precompile);
    assert_eq!(Some(URL_SAFE_NO_PAD.encode(hash)), want.challenge_base64_url);
    assert_eq!((Some(made.r), Some(made.s)), (want.normalized_r, want.normalized_s));
    assert_eq!(Some(made.response_type_location), want.response_type_location);
    assert_eq!(Some(made.encode()), want.encoded_signature);
}

fn root(input: &Input, passkey: &Passkey) -> RootInstall {
    RootInstall {
        version: input.kernel_version.unwrap(),
        validation_id: validator_id(chain::WEBAUTHN_VALIDATOR_003),
        hook: Address::ZERO,
        validator_data: passkey.data(),
        hook_data: Bytes::new(),
        init_config: Vec::new(),
        index: input.index.unwrap_or_default(),
    }
}

fn call_data(input: &Input) -> Bytes {
    let calls: Vec<Call> = input.calls.iter().flatten().cloned().map(Into::into).collect();
    execute::encode_execute(&calls, ExecMode::Default)
}

/// The passkey owns the account.
fn owner(input: &Input, passkey: &Passkey, from: &Authenticator, want: Output) {
    let root = root(input, passkey);
    assert_eq!(Some(chain::WEBAUTHN_VALIDATOR_003), want.validator_address);
    assert_eq!(Some(passkey.data()), want.enable_data);
    assert_eq!(Some(root.address()), want.account);
    assert_eq!(Some(webauthn::dummy_signature()), want.stub_signature);
    serialized(passkey, &want.serialized_validator.unwrap());
    let nonce = nonce::full(nonce::root_key(chain::WEBAUTHN_VALIDATOR_003, 0), 0);
    let factory_data = Some(root.factory_data());
    let mut op = operation::bare(root.address(), factory_data, nonce, call_data(input));
    let hash = op.hash(chain::ENTRY_POINT_07, input.chain_id);
    assert_eq!(Some(hash), want.user_op_hash);
    op.signature = want.assertion.unwrap().assertion(hash, from, want.use_precompiled).encode();
    assert_eq!(Some(&op.signature), want.signature.as_ref());
    assert_eq!(Some(Packed::from(op.pack())), want.packed_user_op);
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SerializedValidator {
    validator_address: Address,
    pub_key_x: U256,
    pub_key_y: U256,
    authenticator_id_hash: B256,
}

fn serialized(passkey: &Passkey, text: &str) {
    let json = STANDARD.decode(text).unwrap();
    let read: SerializedValidator = serde_json::from_slice(&json).unwrap();
    assert_eq!(read.validator_address, chain::WEBAUTHN_VALIDATOR_003);
    assert_eq!((read.pub_key_x, read.pub_key_y), (passkey.x, passkey.y));
    assert_eq!(read.authenticator_id_hash, passkey.authenticator_id_hash);
}

/// The passkey is the session key of an account that an ECDSA key owns.
fn session(input: &Input, passkey: &Passkey, key: B256, from: &Authenticator, want: Output) {
    let contract = chain::WEBAUTHN_SIGNER_004;
    let permission = Permission {
        flag: PolicyFlag::All,
        policies: vec![PolicyKind::Sudo.into()],
        signer: SessionSigner::WebAuthn(*passkey),
    };
    assert_eq!(Some(contract), want.signer_contract_address);
    assert_eq!(Some(permission.signer.data()), want.signer_data);
    assert_eq!(Some(permission.id()), want.permission_id);
    assert_eq!(Some(permission.enable_data()), want.enable_data);
    assert_eq!(Some(webauthn::dummy_signature()), want.dummy_signature);
    let version = input.kernel_version.unwrap();
    let account = AccountSpec {
        version,
        owner: Owner::MultiChainEcdsa(keys::address(key)),
        index: U256::ZERO,
    };
    assert_eq!(Some(account.address()), want.account);
    let place = (account.address(), input.chain_id, version, 1);
    let approval = enable::approval(&permission, place, None, None);
    let approved = keys::raw(key, approval.digest());
    let around = |inner: &[u8]| {
        let inner = signature::permission_signature(inner);
        signature::enable_mode_signature(&approval, &approved, &inner)
    };
    assert_eq!(Some(around(&webauthn::dummy_signature())), want.stub_signature);
    let nonce = nonce::full(nonce::enable_key(permission.id(), 0), 0);
    let factory_data = Some(account.factory_data());
    let mut op = operation::bare(account.address(), factory_data, nonce, call_data(input));
    let hash = op.hash(chain::ENTRY_POINT_07, input.chain_id);
    assert_eq!(Some(hash), want.user_op_hash);
    let made = want.assertion.unwrap().assertion(hash, from, want.use_precompiled);
    op.signature = around(&made.encode());
    assert_eq!(Some(&op.signature), want.signature.as_ref());
    assert_eq!(Some(Packed::from(op.pack())), want.packed_user_op);
}

/// The passkey owns the account and approves an ECDSA session key.
fn approves(input: &Input, passkey: &Passkey, key: B256, from: &Authenticator, want: Output) {
    let root = root(input, passkey);
    assert_eq!(Some(root.validation_id), want.validator_address.map(validator_id));
    assert_eq!(Some(root.address()), want.account);
    let permission = Permission::ecdsa(vec![PolicyKind::Sudo.into()], keys::address(key));
    assert_eq!(Some(permission.id()), want.permission_id);
    let place = (root.address(), input.chain_id, root.version, 1);
    let approval = enable::approval(&permission, place, None, None);
    assert_eq!(Some(approval.digest()), want.enable_digest);
    let answer = want.enable_assertion.unwrap();
    let approved = answer.assertion(approval.digest(), from, want.use_precompiled).encode();
    assert_eq!(Some(&approved), want.enable_signature.as_ref());
    let nonce = nonce::full(nonce::enable_key(permission.id(), 0), 0);
    let factory_data = Some(root.factory_data());
    let mut op = operation::bare(root.address(), factory_data, nonce, call_data(input));
    let hash = op.hash(chain::ENTRY_POINT_07, input.chain_id);
    assert_eq!(Some(hash), want.user_op_hash);
    let inner = signature::permission_signature(&keys::personal(key, hash));
    op.signature = signature::enable_mode_signature(&approval, &approved, &inner);
    assert_eq!(Some(&op.signature), want.signature.as_ref());
    assert_eq!(Some(Packed::from(op.pack())), want.packed_user_op);
}
