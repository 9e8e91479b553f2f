//! `serialized_accounts.json`: the published packages' serialized accounts, opened and written
//! again, equal field by field.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use base64::{Engine, engine::general_purpose::STANDARD};
use latchkey_core::{
    account::AccountSpec,
    blob::{
        Approval, EncodeError, OpenError, Owner, Place, SerializedAccount, Source, SourceFault,
    },
    chain,
    kernel::{
        enable::EnableApproval,
        execute::{self, Call, ExecMode},
        nonce, signature,
        version::KernelVersion,
    },
    permission::{Permission, PermissionId},
    policy::PolicyFlag,
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    enable, keys,
    operation::{self, RootKind},
    session::Session,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    chain_id: u64,
    kernel_version: KernelVersion,
    root_validator_kind: RootKind,
    owner_private_key: B256,
    index: U256,
    session: Session,
    include_private_key: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    serialized: String,
    json: String,
    account_address: Address,
    permission_id: PermissionId,
    enable_data: Bytes,
    deserialized: Option<Deserialized>,
    deserialized_enable_data_equals_original: Option<bool>,
    deserialize_error: Option<String>,
}

/// What the published reader derived.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Deserialized {
    address: Address,
    permission_id: PermissionId,
    enable_data: Bytes,
    factory: Address,
    factory_data: Bytes,
    nonce: FixedBytes<32>,
    probe_user_op_signature: Option<Bytes>,
}

/// One case: what was approved, by whom, and the recorded text.
struct Given {
    account: AccountSpec,
    permission: Permission,
    key: Option<B256>,
    enable: EnableApproval,
    owner: B256,
    place: Place,
}

pub(crate) fn check(input: Input, want: Output) {
    let with_key = input.include_private_key;
    let given = Given::new(input);
    assert_eq!(given.account.address(), want.account_address);
    assert_eq!(given.permission.id(), want.permission_id);
    assert_eq!(given.permission.enable_data(), want.enable_data);
    let json: Value = serde_json::from_str(&want.json).unwrap();
    assert_eq!(json, inside(&want.serialized));

    let read = SerializedAccount::decode(&want.serialized).unwrap();
    assert_eq!(read.session_key.is_some(), with_key);
    if given.permission.flag != PolicyFlag::All {
        return given.flag_is_lost(&read, &json, &want);
    }
    if want.deserialize_error.is_some() {
        return given.reader_stops(read, &json, &want);
    }
    same_fields(&read.encode().unwrap(), &json);
    given.reads_as_published(&read, &want);
    if matches!(given.open(&read), Err(OpenError::Signature { .. })) {
        return given.hook_is_lost(&read);
    }
    assert_eq!(given.open(&read).unwrap(), Owner::Signed(keys::address(given.owner)));
    // The published text is also the one that is made from our own types.
    let signature = read.enable_signature.clone().unwrap();
    assert_eq!(signature, keys::bytes(keys::raw(given.owner, given.enable.digest())));
    let made = given.make(&signature, with_key);
    assert_eq!(made, read.without_sources());
    let mut bare = json;
    strip_sources(&mut bare);
    same_fields(&made.encode().unwrap(), &bare);
}

impl Given {
    fn new(input: Input) -> Self {
        let account = AccountSpec {
            version: input.kernel_version,
            owner: input.root_validator_kind.owner(keys::address(input.owner_private_key)),
            index: input.index,
        };
        let (permission, key) = input.session.resolve();
        let place = (account.address(), input.chain_id, account.version, 1);
        let enable = enable::approval(&permission, place, None, None);
        let place = Place { chain_id: input.chain_id, nonce: 1, version: None };
        Self { account, permission, key, enable, owner: input.owner_private_key, place }
    }

    fn open(&self, read: &SerializedAccount) -> Result<Owner, OpenError> {
        let opened = read.open(Some(&self.permission.signer), self.place)?;
        assert_eq!(opened.permission, self.permission);
        assert_eq!(opened.approval, self.enable);
        Ok(opened.owner)
    }

    fn make(&self, signature: &Bytes, with_key: bool) -> SerializedAccount {
        let approval = Approval::Signed { enable: &self.enable, signature };
        let install = self.account.root_install();
        let source = Source::Factory(&install);
        let made = SerializedAccount::new(source, &self.permission, approval).unwrap();
        if with_key { made.with_session_key(&self.key.unwrap().0).unwrap() } else { made }
    }

    /// All that the published reader derived follows from what is read here, to the first
    /// operation's signature.
    fn reads_as_published(&self, read: &SerializedAccount, want: &Output) {
        let derived = want.deserialized.as_ref().unwrap();
        assert_eq!(derived.address, want.account_address);
        assert_eq!(derived.permission_id, want.permission_id);
        assert_eq!(
            (read.account, read.permission_id),
            (Some(derived.address), Some(derived.permission_id))
        );
        let as_read = Permission { flag: PolicyFlag::All, ..self.permission.clone() };
        assert_eq!(derived.enable_data, as_read.enable_data());
        let equal = derived.enable_data == want.enable_data;
        assert_eq!(want.deserialized_enable_data_equals_original, Some(equal));
        assert_eq!(
            (derived.factory, &derived.factory_data),
            (chain::META_FACTORY, &self.account.factory_data())
        );
        let nonce = nonce::full(nonce::enable_key(derived.permission_id, 0), 0);
        assert_eq!(B256::from(nonce), derived.nonce);
        let (Some(key), Some(probe)) = (self.key, &derived.probe_user_op_signature) else {
            assert!(self.key.is_none() && derived.probe_user_op_signature.is_none());
            return;
        };
        let enable =
            EnableApproval { enable_data: derived.enable_data.clone(), ..self.enable.clone() };
        let hash = self.probe(nonce);
        let inner = signature::permission_signature(&keys::personal(key, hash));
        let signature = read.enable_signature.as_ref().unwrap();
        assert_eq!(signature::enable_mode_signature(&enable, signature, &inner), *probe);
    }

    fn flag_is_lost(&self, read: &SerializedAccount, json: &Value, want: &Output) {
        self.reads_as_published(read, want);
        same_fields(&read.encode().unwrap(), json);
        let made = Permission { flag: PolicyFlag::All, ..self.permission.clone() }.id();
        let lost = OpenError::PermissionId {
            claimed: want.permission_id,
            made,
            flag: Some(self.permission.flag),
        };
        assert_eq!(self.open(read), Err(lost));
        let signature = keys::bytes(keys::raw(self.owner, self.enable.digest()));
        assert_eq!(read.enable_signature.as_ref(), Some(&signature));
        let approval = Approval::Signed { enable: &self.enable, signature: &signature };
        let install = self.account.root_install();
        let refused = SerializedAccount::new(Source::Factory(&install), &self.permission, approval);
        assert_eq!(refused, Err(EncodeError::Flag(self.permission.flag)));
    }

    fn hook_is_lost(&self, read: &SerializedAccount) {
        let digest = self.enable.digest();
        let signed = signature::recover(digest, read.enable_signature.as_ref().unwrap());
        assert_ne!(signed, Ok(keys::address(self.owner)), "a hook is inside what was signed");
        let hooked = EnableApproval { hook: chain::SPENDING_LIMIT_HOOK, ..self.enable.clone() };
        let signature = keys::bytes(keys::raw(self.owner, hooked.digest()));
        let approval = Approval::Signed { enable: &hooked, signature: &signature };
        let install = self.account.root_install();
        let refused = SerializedAccount::new(Source::Factory(&install), &self.permission, approval);
        assert_eq!(refused, Err(EncodeError::Hook));
    }

    /// The published reader stops at a number; it is read here, and not written again as it is.
    fn reader_stops(&self, read: SerializedAccount, json: &Value, want: &Output) {
        assert!(want.deserialized.is_none());
        assert!(want.deserialized_enable_data_equals_original.is_none());
        assert_eq!(
            want.deserialize_error.as_deref(),
            Some("Hex size (78) exceeds padding size (32).")
        );
        assert_eq!(self.open(&read).unwrap(), Owner::Signed(keys::address(self.owner)));
        let fault = SourceFault::Argument(1);
        assert_eq!(read.encode(), Err(EncodeError::Source { policy: 0, permission: 0, fault }));
        let mut bare = json.clone();
        strip_sources(&mut bare);
        same_fields(&read.without_sources().encode().unwrap(), &bare);
    }

    /// The hash of the operation the recorder signed as a probe.
    fn probe(&self, nonce: U256) -> B256 {
        let account = &self.account;
        let calls = [Call { to: Address::ZERO, value: U256::from(1), data: Bytes::new() }];
        let call_data = execute::encode_execute(&calls, ExecMode::Default);
        let factory_data = Some(account.factory_data());
        let probe = operation::bare(account.address(), factory_data, nonce, call_data);
        probe.hash(chain::ENTRY_POINT_07, self.place.chain_id)
    }
}

/// The JSON of a serialized account.
pub(crate) fn inside(text: &str) -> Value {
    serde_json::from_slice(&STANDARD.decode(text).unwrap()).unwrap()
}

/// Equal field by field; hex in either case, but where the published reader compares letters.
pub(crate) fn same_fields(text: &str, want: &Value) {
    let (mut got, mut want) = (inside(text), want.clone());
    lower(&mut got);
    lower(&mut want);
    assert_eq!(got, want);
}

fn lower(value: &mut Value) {
    match value {
        Value::String(text) if text.starts_with("0x") => *text = text.to_lowercase(),
        Value::Array(items) => items.iter_mut().for_each(lower),
        Value::Object(fields) => {
            let exact = fields.get("type").is_some_and(|kind| kind == "rate-limit");
            for (key, value) in fields {
                if !(exact && key == "policyAddress") {
                    lower(value);
                }
            }
        }
        _ => {}
    }
}

/// Leaves out what rules were made from.
fn strip_sources(json: &mut Value) {
    for policy in json["permissionParams"]["policies"].as_array_mut().unwrap() {
        let calls = policy.pointer_mut("/policyParams/permissions").and_then(Value::as_array_mut);
        if let Some(calls) = calls {
            for call in calls {
                let call = call.as_object_mut().unwrap();
                call.retain(|key, _| !["abi", "functionName", "args"].contains(&key.as_str()));
            }
        }
    }
}
