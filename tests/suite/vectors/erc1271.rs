//! `erc1271.json`: message and typed-data signatures of accounts.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use latchkey_core::{
    account::{
        AccountSpec,
        legacy::{LegacyAccount, LegacyVersion},
    },
    chain,
    kernel::{enable::domain_separator_of, erc1271, signature, version::KernelVersion},
    message::{AccountSignature, Message, MessagePlan, Refusal, Said, Speaker, TypedMessage},
    permission::Permission,
    policy::PolicyKind,
};
use serde::Deserialize;
use serde_json::Value;

use super::{keys, operation::RootKind, session::Signer};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    chain_id: u64,
    kernel_version: String,
    root_validator_kind: RootKind,
    owner_private_key: B256,
    session: Option<Session>,
    message: Option<String>,
    message_is_raw: bool,
    typed_data: Option<Value>,
    replayable: bool,
    account_deployed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Session {
    signer: Signer,
    policies: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    account: Address,
    identifier_prefix: Bytes,
    message_hash: B256,
    signature: Bytes,
    #[serde(rename = "erc6492Wrapped")]
    erc6492_wrapped: bool,
    #[serde(rename = "erc6492Factory")]
    erc6492_factory: Option<Address>,
    #[serde(rename = "erc6492FactoryData")]
    erc6492_factory_data: Option<Bytes>,
    inner_signature: Bytes,
    wrapped_digest: B256,
}

/// The account, its factory, and the digest and signature it gives for a hash.
struct Made {
    account: Address,
    factory: Address,
    factory_data: Bytes,
    prefix: Bytes,
    digest: B256,
    inner: Bytes,
}

pub(crate) fn check(input: Input, want: Output) {
    let message = message(&input);
    let hash = message.hash();
    assert_eq!(hash, want.message_hash);
    let deployed = input.account_deployed;
    let legacy = match input.kernel_version.as_str() {
        "0.2.2" => Some(LegacyVersion::V0_2_2),
        "0.2.3" => Some(LegacyVersion::V0_2_3),
        "0.2.4" => Some(LegacyVersion::V0_2_4),
        _ => None,
    };
    let made = match legacy {
        Some(version) => old(&input, version, hash),
        None => new(input, &message),
    };
    assert_eq!(made.account, want.account);
    assert_eq!(made.prefix, want.identifier_prefix);
    assert_eq!(made.digest, want.wrapped_digest);
    assert_eq!(made.inner, want.inner_signature);
    assert_eq!(want.erc6492_wrapped, !deployed);
    if deployed {
        assert!(want.erc6492_factory.is_none() && want.erc6492_factory_data.is_none());
        assert_eq!(made.inner, want.signature);
    } else {
        assert_eq!(Some(made.factory), want.erc6492_factory);
        assert_eq!(Some(&made.factory_data), want.erc6492_factory_data.as_ref());
        let wrapped = erc1271::before_deployment(made.factory, made.factory_data, made.inner);
        assert_eq!(wrapped, want.signature);
    }
}

fn message(input: &Input) -> Message {
    match (&input.message, &input.typed_data) {
        (Some(text), None) if input.message_is_raw => {
            Message::Raw(hex::decode(&text[2..]).unwrap().into())
        }
        (Some(text), None) => Message::Text(text.clone()),
        (None, Some(typed)) => Message::Typed(TypedMessage::from_json(&typed.to_string()).unwrap()),
        _ => panic!("a message or typed data"),
    }
}

fn new(input: Input, message: &Message) -> Made {
    let version: KernelVersion = serde_json::from_value(input.kernel_version.into()).unwrap();
    let account = AccountSpec {
        version,
        owner: input.root_validator_kind.owner(keys::address(input.owner_private_key)),
        index: U256::ZERO,
    };
    let session = input.session.map(|session| {
        let Signer::Ecdsa { private_key, address, .. } = session.signer else {
            panic!("an ECDSA signer");
        };
        assert_eq!(session.policies, ["sudo-default"]);
        (private_key, Permission::ecdsa(vec![PolicyKind::Sudo.into()], address))
    });
    let (key, speaker) = match &session {
        None => (input.owner_private_key, Speaker::Owner),
        Some((key, permission)) => (*key, Speaker::Session(permission)),
    };
    let (chain_id, replayable) = (input.chain_id, input.replayable);
    let plan = MessagePlan { account: &account, chain_id, deployed: true, speaker, replayable };
    let digest = plan.digest(message.hash());
    // The reference signs anything; here an owner signs no 32 bytes, and nobody for another chain.
    let refused = match message {
        Message::Raw(bytes) if bytes.len() == 32 && session.is_none() => Err(Refusal::Blind32),
        Message::Typed(typed) => match typed.chain_id().filter(|named| *named != chain_id) {
            Some(other) => Err(Refusal::OtherChain(other)),
            None => Ok(digest),
        },
        Message::Raw(_) | Message::Text(_) => Ok(digest),
    };
    assert_eq!(plan.to_sign(message), refused);
    let inner = plan.finish(&keys::raw(key, digest));
    let wrapped = MessagePlan { deployed: false, ..plan }.finish(&keys::raw(key, digest));
    let permission = session.as_ref().map(|(_, permission)| permission);
    for bytes in [&inner, &wrapped] {
        let read = AccountSignature::parse(bytes).unwrap();
        assert_eq!(read.encode(), *bytes);
        let said = read.said(&account, chain_id, permission, message.hash()).unwrap();
        assert_eq!(matches!(said, Said::Session { .. }), permission.is_some());
    }
    let prefix = if session.is_some() { inner.slice(..5) } else { inner.slice(..21) };
    let factory = chain::META_FACTORY;
    let factory_data = account.factory_data();
    Made { account: account.address(), factory, factory_data, prefix, digest, inner }
}

/// Kernel 0.2.2 signs the hash by `personal_sign`, later ones bind it to the account first.
fn old(input: &Input, version: LegacyVersion, hash: B256) -> Made {
    assert!(!input.replayable && input.session.is_none());
    let account = LegacyAccount {
        version,
        validator: chain::ECDSA_VALIDATOR_02,
        validator_data: Bytes::copy_from_slice(keys::address(input.owner_private_key).as_slice()),
        index: U256::ZERO,
    };
    let domain = domain_separator_of(&input.kernel_version, input.chain_id, account.address());
    let bound = keccak256([&[0x19, 0x01], domain.as_slice(), hash.as_slice()].concat());
    let (digest, signed) = match version {
        LegacyVersion::V0_2_2 => (hash, signature::personal_sign_hash(hash)),
        LegacyVersion::V0_2_3 | LegacyVersion::V0_2_4 => {
            (bound, signature::personal_sign_hash(bound))
        }
    };
    Made {
        account: account.address(),
        factory: chain::FACTORY_02,
        factory_data: account.factory_data(),
        prefix: erc1271::owner_signature(account.validator, &[]),
        digest,
        inner: keys::bytes(keys::raw(input.owner_private_key, signed)),
    }
}
