//! `erc1271.json`: message and typed-data signatures of accounts.

use alloy_primitives::{Address, B256, Bytes, U256, eip191_hash_message, keccak256};
use alloy_sol_types::{SolStruct, eip712_domain, sol};
use latchkey_core::{
    account::{
        AccountSpec,
        legacy::{LegacyAccount, LegacyVersion},
    },
    chain,
    kernel::{enable::domain_separator_of, erc1271, signature, version::KernelVersion},
    permission::Permission,
    policy::PolicyKind,
};
use serde::Deserialize;

use super::{keys, operation::RootKind, session::Signer};

sol! {
    /// The one recorded typed message.
    struct Mail { address to; string contents; }
}

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
    typed_data: Option<TypedData>,
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
struct TypedData {
    domain: Domain,
    types: Types,
    primary_type: String,
    message: Message,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Domain {
    name: String,
    version: String,
    chain_id: u64,
    verifying_contract: Address,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Types {
    #[serde(rename = "Mail")]
    mail: Vec<Member>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    to: Address,
    contents: String,
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
    let hash = hash(&input);
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
        None => new(input, hash),
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

fn hash(input: &Input) -> B256 {
    match (&input.message, &input.typed_data) {
        (Some(text), None) if input.message_is_raw => {
            eip191_hash_message(hex::decode(&text[2..]).unwrap())
        }
        (Some(text), None) => eip191_hash_message(text),
        (None, Some(typed)) => {
            assert_eq!(typed.primary_type, "Mail");
            let members = typed.types.mail.iter().map(|m| (m.name.as_str(), m.kind.as_str()));
            assert!(members.eq([("to", "address"), ("contents", "string")]));
            let domain = eip712_domain! {
                name: typed.domain.name.clone(),
                version: typed.domain.version.clone(),
                chain_id: typed.domain.chain_id,
                verifying_contract: typed.domain.verifying_contract,
            };
            let mail = Mail { to: typed.message.to, contents: typed.message.contents.clone() };
            mail.eip712_signing_hash(&domain)
        }
        _ => panic!("a message or typed data"),
    }
}

fn new(input: Input, hash: B256) -> Made {
    let version: KernelVersion = serde_json::from_value(input.kernel_version.into()).unwrap();
    let account = AccountSpec {
        version,
        validator: input.root_validator_kind.into(),
        owner: keys::address(input.owner_private_key),
        index: U256::ZERO,
    };
    let chain_id = if input.replayable { 0 } else { input.chain_id };
    let digest = erc1271::wrapped_digest(version, chain_id, account.address(), hash);
    let signed = |key: B256| {
        let raw = keys::bytes(keys::raw(key, digest));
        if input.replayable { erc1271::replayable(&raw) } else { raw }
    };
    let (prefix, inner) = match input.session {
        None => {
            let root = account.root_validator_address();
            let inner = erc1271::owner_signature(root, &signed(input.owner_private_key));
            (erc1271::owner_signature(root, &[]), inner)
        }
        Some(session) => {
            let Signer::Ecdsa { private_key, address, .. } = session.signer else {
                panic!("an ECDSA signer");
            };
            assert_eq!(session.policies, ["sudo-default"]);
            let id = Permission::ecdsa(vec![PolicyKind::Sudo.into()], address).id();
            let inner = erc1271::session_signature(id, &signed(private_key));
            (inner.slice(..5), inner)
        }
    };
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
