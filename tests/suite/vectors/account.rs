//! `counterfactual.json`: addresses and what they are made of.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use latchkey_core::{
    account::{
        AccountSpec, Owner as SpecOwner,
        legacy::{self, LegacyAccount, LegacyVersion},
        parse,
        root::{RootInstall, validator_id},
    },
    chain,
    kernel::version::KernelVersion,
    permission::Permission,
    policy::PolicyKind,
    webauthn::Passkey,
};
use serde::Deserialize;

use super::{keys, session::passkey_data};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    kernel_version: String,
    entry_point_version: String,
    root_validator_kind: String,
    owner: Owner,
    index: U256,
    use_meta_factory: bool,
    hook: Option<Hook>,
    #[serde(default)]
    init_config: Vec<Bytes>,
    passkey_validator_version: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Owner {
    #[serde(rename_all = "camelCase")]
    Key { private_key: B256, address: Address },
    #[serde(rename_all = "camelCase")]
    Passkey { pub_x: U256, pub_y: U256, authenticator_id_hash: B256 },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hook {
    pub(crate) address: Address,
    pub(crate) data: Bytes,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    root_validator_address: Address,
    root_validator_enable_data: Bytes,
    initialize_calldata: Bytes,
    factory: Address,
    factory_data: Bytes,
    init_code: Bytes,
    deployer: Address,
    create2_salt: B256,
    init_code_hash: B256,
    address: Address,
    #[serde(rename = "oracle")]
    _oracle: String,
}

/// Validator address, validation id and validator data of the root.
struct Root(Address, FixedBytes<21>, Bytes);

pub(crate) fn check(input: Input, want: Output) {
    let legacy = match input.kernel_version.as_str() {
        "0.2.2" => Some(LegacyVersion::V0_2_2),
        "0.2.3" => Some(LegacyVersion::V0_2_3),
        "0.2.4" => Some(LegacyVersion::V0_2_4),
        _ => None,
    };
    let mut got = match legacy {
        Some(version) => old(&input, version),
        None => new(&input),
    };
    got.init_code = [got.factory.as_slice(), &got.factory_data].concat().into();
    got._oracle.clone_from(&want._oracle);
    assert_eq!(got, want);
}

fn owner(input: &Input) -> Address {
    match &input.owner {
        Owner::Key { private_key, address } => {
            assert_eq!(keys::address(*private_key), *address);
            *address
        }
        Owner::Passkey { .. } => panic!("a passkey has no address"),
    }
}

fn old(input: &Input, version: LegacyVersion) -> Output {
    assert_eq!(
        (input.entry_point_version.as_str(), input.root_validator_kind.as_str()),
        ("0.6", "ecdsa")
    );
    let account = LegacyAccount {
        version,
        validator: chain::ECDSA_VALIDATOR_02,
        validator_data: Bytes::copy_from_slice(owner(input).as_slice()),
        index: input.index,
    };
    Output {
        root_validator_address: account.validator,
        root_validator_enable_data: account.validator_data.clone(),
        initialize_calldata: account.initialize_calldata(),
        factory: chain::FACTORY_02,
        factory_data: account.factory_data(),
        init_code: Bytes::new(),
        deployer: chain::FACTORY_02,
        create2_salt: account.create2_salt(),
        init_code_hash: legacy::INIT_CODE_HASH,
        address: account.address(),
        _oracle: String::new(),
    }
}

fn root(input: &Input, version: KernelVersion) -> Root {
    let validator = |address, data: Bytes| Root(address, validator_id(address), data);
    let ecdsa = |address| validator(address, Bytes::copy_from_slice(owner(input).as_slice()));
    match (input.root_validator_kind.as_str(), input.passkey_validator_version.as_deref()) {
        ("ecdsa", None) => ecdsa(version.ecdsa_validator()),
        ("multichain-ecdsa", None) => ecdsa(chain::MULTI_CHAIN_ECDSA_VALIDATOR),
        ("passkey", asked) => {
            let Owner::Passkey { pub_x, pub_y, authenticator_id_hash } = &input.owner else {
                panic!("a passkey root without a passkey");
            };
            let address = match asked {
                Some("0.0.1") => chain::WEBAUTHN_VALIDATOR_001,
                Some("0.0.2") => chain::WEBAUTHN_VALIDATOR_002,
                None | Some("0.0.3") => chain::WEBAUTHN_VALIDATOR_003,
                Some(other) => panic!("passkey validator {other}"),
            };
            validator(address, passkey_data(*pub_x, *pub_y, *authenticator_id_hash))
        }
        ("permission", None) => {
            let permission = Permission::ecdsa(vec![PolicyKind::Sudo.into()], owner(input));
            Root(Address::ZERO, permission.validation_id(), permission.enable_data())
        }
        other => panic!("root {other:?}"),
    }
}

fn new(input: &Input) -> Output {
    assert_eq!(input.entry_point_version, "0.7");
    let version: KernelVersion =
        serde_json::from_value(input.kernel_version.clone().into()).unwrap();
    let Root(validator, validation_id, data) = root(input, version);
    let install = RootInstall {
        version,
        validation_id,
        hook: input.hook.as_ref().map_or(Address::ZERO, |hook| hook.address),
        validator_data: data.clone(),
        hook_data: input.hook.as_ref().map_or_else(Bytes::new, |hook| hook.data.clone()),
        init_config: input.init_config.clone(),
        index: input.index,
    };
    simple(input, &install);
    assert_eq!(parse::factory_data(&install.factory_data()), Ok(install.clone()));
    let direct = install.direct_factory_data();
    assert_eq!(parse::direct_factory_data(&direct, version), Ok(install.clone()));
    let (factory, factory_data) = if input.use_meta_factory {
        (chain::META_FACTORY, install.factory_data())
    } else {
        (version.factory(), install.direct_factory_data())
    };
    Output {
        root_validator_address: validator,
        root_validator_enable_data: data,
        initialize_calldata: install.initialize_calldata(),
        factory,
        factory_data,
        init_code: Bytes::new(),
        deployer: version.factory(),
        create2_salt: install.create2_salt(),
        init_code_hash: version.init_code_hash(),
        address: install.address(),
        _oracle: String::new(),
    }
}

/// The short form of an ordinary account says the same as the long one.
fn simple(input: &Input, install: &RootInstall) {
    let spec_owner = match (input.root_validator_kind.as_str(), &input.owner) {
        ("ecdsa", _) => SpecOwner::Ecdsa(owner(input)),
        ("multichain-ecdsa", _) => SpecOwner::MultiChainEcdsa(owner(input)),
        ("passkey", Owner::Passkey { pub_x, pub_y, authenticator_id_hash })
            if install.validation_id == validator_id(chain::WEBAUTHN_VALIDATOR_003) =>
        {
            let (x, y, authenticator_id_hash) = (*pub_x, *pub_y, *authenticator_id_hash);
            SpecOwner::WebAuthn(Passkey { x, y, authenticator_id_hash })
        }
        _ => return,
    };
    if input.hook.is_some() || !input.init_config.is_empty() {
        return;
    }
    let spec = AccountSpec { version: install.version, owner: spec_owner, index: input.index };
    assert_eq!(spec.root_install(), *install);
    assert_eq!(spec.address(), install.address());
    let json = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<AccountSpec>(&json).unwrap(), spec);
}
