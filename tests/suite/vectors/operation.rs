//! `user_operations.json`: whole operations, from the account to the signature.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use latchkey_core::{
    account::{AccountSpec, Owner},
    chain,
    kernel::{
        enable::EnableApproval,
        execute::{self, Call, ExecMode},
        nonce, signature,
        version::KernelVersion,
    },
    permission::PermissionId,
    user_op::{
        Paymaster, UserOperation,
        stage::{Draft, Gas, Priced},
    },
};
use serde::Deserialize;

use super::{
    account::Hook,
    enable::{self, Action},
    execute::CallInput,
    keys,
    session::Session,
    userop_hash::Packed,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    chain_id: u64,
    kernel_version: KernelVersion,
    root_validator_kind: RootKind,
    owner_private_key: B256,
    index: U256,
    account_state: State,
    calls: Vec<CallInput>,
    custom_nonce_key: U256,
    entry_point_sequence: U256,
    gas: GasInput,
    session: Option<Session>,
    hook: Option<Hook>,
    action: Option<Action>,
    paymaster: Option<PaymasterInput>,
}

/// The recorder's names of the root validators.
#[derive(Clone, Copy, Deserialize)]
pub(crate) enum RootKind {
    #[serde(rename = "ecdsa")]
    Ecdsa,
    #[serde(rename = "multichain-ecdsa")]
    MultiChainEcdsa,
}

impl RootKind {
    /// The owner of this kind with an address.
    pub(crate) const fn owner(self, address: Address) -> Owner {
        match self {
            Self::Ecdsa => Owner::Ecdsa(address),
            Self::MultiChainEcdsa => Owner::MultiChainEcdsa(address),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct State {
    deployed: bool,
    current_nonce: Option<u32>,
    #[serde(default)]
    installed: bool,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GasInput {
    call_gas_limit: U256,
    verification_gas_limit: U256,
    pre_verification_gas: U256,
    max_fee_per_gas: U256,
    max_priority_fee_per_gas: U256,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PaymasterInput {
    paymaster: Address,
    paymaster_verification_gas_limit: U256,
    paymaster_post_op_gas_limit: U256,
    paymaster_data: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Output {
    sender: Address,
    nonce: FixedBytes<32>,
    call_data: Bytes,
    factory: Option<Address>,
    factory_data: Option<Bytes>,
    stub_signature: Bytes,
    user_op_hash: B256,
    signature_mode: String,
    signature: Bytes,
    packed_user_op: Packed,
    permission_id: Option<PermissionId>,
    enable_signature: Option<Bytes>,
}

/// Who signs the operation, and with what around the signature.
enum Author {
    Owner,
    Installed(B256),
    Enabling(B256, Box<EnableApproval>, Bytes),
}

pub(crate) fn check(mut input: Input, want: Output) {
    let owner_key = input.owner_private_key;
    let account = AccountSpec {
        version: input.kernel_version,
        owner: input.root_validator_kind.owner(keys::address(owner_key)),
        index: input.index,
    };
    let (author, key) = author(&mut input, &account, &want);
    let priced = priced(&input, &account, key);
    let sealed = priced.seal(chain::ENTRY_POINT_07, input.chain_id);
    assert_eq!(sealed.operation().sender, want.sender);
    assert_eq!(sealed.operation().nonce, U256::from_be_bytes(want.nonce.0));
    assert_eq!(sealed.operation().call_data, want.call_data);
    assert_eq!(sealed.operation().factory, want.factory);
    assert_eq!(sealed.operation().factory_data, want.factory_data.unwrap_or_default());
    assert_eq!(sealed.hash(), want.user_op_hash);
    let hash = sealed.hash();
    let mode = if matches!(author, Author::Enabling(..)) { "enable" } else { "default" };
    assert_eq!(want.signature_mode, mode);
    assert_eq!(author.stub(), want.stub_signature);
    let signed = sealed.sign(author.sign(owner_key, hash));
    assert_eq!(signed.operation().signature, want.signature);
    assert_eq!(signed.hash(), signed.operation().hash(signed.entry_point(), signed.chain_id()));
    assert_eq!(Packed::from(signed.operation().pack()), want.packed_user_op);
}

fn author(input: &mut Input, account: &AccountSpec, want: &Output) -> (Author, nonce_key::Key) {
    let lane = input.custom_nonce_key.to();
    let Some(session) = input.session.take() else {
        assert!(want.permission_id.is_none() && want.enable_signature.is_none());
        return (Author::Owner, nonce::root_key(account.root_validator_address(), lane));
    };
    let (permission, key) = session.resolve();
    assert_eq!(Some(permission.id()), want.permission_id);
    let key = key.unwrap();
    if input.account_state.installed {
        return (Author::Installed(key), nonce::default_key(permission.id(), lane));
    }
    let validation_nonce = input.account_state.current_nonce.unwrap_or(1).max(1);
    let place = (account.address(), input.chain_id, account.version, validation_nonce);
    let approval = enable::approval(&permission, place, input.hook.as_ref(), input.action.as_ref());
    let signature = keys::bytes(keys::raw(input.owner_private_key, approval.digest()));
    assert_eq!(Some(&signature), want.enable_signature.as_ref());
    let author = Author::Enabling(key, Box::new(approval), signature);
    (author, nonce::enable_key(permission.id(), lane))
}

mod nonce_key {
    //! The type of a nonce key.
    pub(super) type Key = alloy_primitives::aliases::U192;
}

fn priced(input: &Input, account: &AccountSpec, key: nonce_key::Key) -> Priced {
    let calls: Vec<Call> = input.calls.iter().cloned().map(Into::into).collect();
    let mut call_data = execute::encode_execute(&calls, ExecMode::Default);
    if input.hook.is_some() {
        call_data = execute::with_hook_prefix(&call_data);
    }
    let deploys = !input.account_state.deployed;
    let factory_data = deploys.then(|| account.factory_data());
    let nonce = nonce::full(key, input.entry_point_sequence.to());
    let draft = Draft::new(bare(account.address(), factory_data, nonce, call_data));
    let gas = Gas {
        call_gas_limit: input.gas.call_gas_limit.to(),
        verification_gas_limit: input.gas.verification_gas_limit.to(),
        pre_verification_gas: input.gas.pre_verification_gas,
        max_fee_per_gas: input.gas.max_fee_per_gas.to(),
        max_priority_fee_per_gas: input.gas.max_priority_fee_per_gas.to(),
    };
    let paymaster = input.paymaster.clone().map(|payer| Paymaster {
        address: payer.paymaster,
        verification_gas_limit: payer.paymaster_verification_gas_limit.to(),
        post_op_gas_limit: payer.paymaster_post_op_gas_limit.to(),
        data: payer.paymaster_data,
    });
    draft.price(gas, paymaster)
}

/// An operation with the gas that the recorder gives where it names none.
pub(crate) fn bare(
    sender: Address,
    factory_data: Option<Bytes>,
    nonce: U256,
    call_data: Bytes,
) -> UserOperation {
    UserOperation {
        sender,
        nonce,
        factory: factory_data.is_some().then_some(chain::META_FACTORY),
        factory_data: factory_data.unwrap_or_default(),
        call_data,
        call_gas_limit: 1_500_000,
        verification_gas_limit: 6_000_000,
        pre_verification_gas: U256::from(120_000),
        max_fee_per_gas: 3_000_000_000,
        max_priority_fee_per_gas: 1_500_000_000,
        paymaster: None,
        signature: Bytes::new(),
    }
}

impl Author {
    fn around(&self, inner: [u8; 65]) -> Bytes {
        match self {
            Self::Owner => keys::bytes(inner),
            Self::Installed(_) => signature::permission_signature(&inner),
            Self::Enabling(_, approval, enable_signature) => signature::enable_mode_signature(
                approval,
                enable_signature,
                &signature::permission_signature(&inner),
            ),
        }
    }

    fn stub(&self) -> Bytes {
        self.around(signature::DUMMY_ECDSA)
    }

    fn sign(&self, owner: B256, hash: B256) -> Bytes {
        let key = match self {
            Self::Owner => owner,
            Self::Installed(key) | Self::Enabling(key, ..) => *key,
        };
        self.around(keys::personal(key, hash))
    }
}
