//! `rpc.json`: the requests a published client makes for one operation, in order, made by the code
//! the wallet makes them with, and fed with the answers the recorder gave.
//!
//! The private keys are not recorded, so the signatures are checked by who made them: the owner, or
//! the key of the very permission the nonce names.

use alloy_primitives::{Address, B256, Bytes, U256, address};
use alloy_sol_types::SolValue;
use latchkey_core::{
    account::{AccountSpec, Owner, parse, root::RootInstall},
    chain,
    kernel::{
        enable::{EnableApproval, default_selector_data},
        execute::{Call, ExecMode},
        nonce::{self, Mode, Validation},
        signature,
        version::KernelVersion,
    },
    permission::{Permission, PermissionId, SignerKind, validation_id},
    plan::{FirstUse, OwnerPlan, SessionPlan},
    policy::PolicyKind,
    user_op::{
        UserOperation,
        rpc::{self, Context, Fees, Request, answer},
        stage::{Draft, Priced},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const ENTRY: Address = chain::ENTRY_POINT_07;
/// The recorder's owner.
const OWNER: Address = address!("8c643763CA5d71f36dfDAD866086D4670018362C");
/// The recorder's paymaster.
const PAYMASTER: Address = address!("777777777777AeC03fd955926DbF81597e66834C");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    chain_id: u64,
    kernel_version: KernelVersion,
    paymaster: Payer,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Payer {
    None,
    ZeroDev,
    Erc7677,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Output {
    sequence: Vec<Recorded>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    method: String,
    params: Value,
}

impl Recorded {
    fn of<P: Serialize>(request: &Request<P>) -> Self {
        let mut params = serde_json::to_value(&request.params).unwrap();
        lower(&mut params);
        Self { method: request.method.to_owned(), params }
    }
}

/// Hex in lower case everywhere.
fn lower(value: &mut Value) {
    match value {
        Value::String(text) if text.starts_with("0x") => *text = text.to_lowercase(),
        Value::Array(items) => items.iter_mut().for_each(lower),
        Value::Object(fields) => fields.values_mut().for_each(lower),
        _ => {}
    }
}

pub(crate) fn check(input: Input, mut want: Output) {
    want.sequence.iter_mut().for_each(|request| lower(&mut request.params));
    let sent = &want.sequence.last().unwrap().params[0];
    let sent: UserOperation = serde_json::from_value(sent.clone()).unwrap();
    let stub = want.sequence[1].params.pointer("/0/signature");
    let stub = stub.or(want.sequence[1].params.pointer("/0/userOp/signature")).unwrap();
    let author = Author::of(&sent, &input);
    let draft = author.draft(&sent, &serde_json::from_value(stub.clone()).unwrap());

    let mut asked = vec![Recorded::of(&rpc::price(rpc::PRICE_METHODS[0]))];
    let prices: answer::Prices = from(prices());
    let fees = prices.standard.into();
    let priced = match input.paymaster {
        Payer::None => without_paymaster(draft, fees, &mut asked),
        Payer::ZeroDev => with_zerodev(draft, fees, input.chain_id, &mut asked),
        Payer::Erc7677 => with_erc7677(draft, fees, input.chain_id, &mut asked),
    };
    let sealed = priced.seal(ENTRY, input.chain_id);
    author.made(sealed.hash(), &sent.signature);
    asked.push(Recorded::of(&rpc::send(&sealed.sign(sent.signature))));
    assert_eq!(asked, want.sequence);
}

fn from<T: serde::de::DeserializeOwned>(answer: Value) -> T {
    serde_json::from_value(answer).unwrap()
}

fn prices() -> Value {
    let price = json!({"maxFeePerGas": "0x77359400", "maxPriorityFeePerGas": "0x3b9aca00"});
    json!({"slow": price, "standard": price, "fast": price})
}

fn limits() -> Value {
    json!({"preVerificationGas": "0xc738", "verificationGasLimit": "0x5b8d80",
        "callGasLimit": "0x249f0"})
}

fn without_paymaster(draft: Draft, fees: Fees, asked: &mut Vec<Recorded>) -> Priced {
    asked.push(Recorded::of(&rpc::estimate(&draft.with_fees(fees), ENTRY)));
    let estimate: answer::Estimate = from(limits());
    draft.price(estimate.gas(fees), None)
}

fn with_zerodev(draft: Draft, fees: Fees, chain_id: u64, asked: &mut Vec<Recorded>) -> Priced {
    let operation = draft.with_fees(fees);
    asked.push(Recorded::of(&rpc::sponsor_zerodev(&operation, ENTRY, chain_id, None)));
    let mut answered = limits();
    answered["paymaster"] = json!(PAYMASTER);
    answered["paymasterData"] = json!("0x0102030405");
    answered["paymasterVerificationGasLimit"] = json!("0x9c40");
    answered["paymasterPostOpGasLimit"] = json!("0x2710");
    answered["maxFeePerGas"] = json!("0x77359400");
    answered["maxPriorityFeePerGas"] = json!("0x3b9aca00");
    from::<answer::Sponsorship>(answered).price(draft, fees)
}

fn with_erc7677(draft: Draft, fees: Fees, chain_id: u64, asked: &mut Vec<Recorded>) -> Priced {
    let context = Context { sponsorship_policy_id: Some("sp_test".to_owned()), token: None };
    let mut operation = draft.with_fees(fees);
    asked.push(Recorded::of(&rpc::stub_data(&operation, ENTRY, chain_id, &context)));
    let stub: answer::StubData = from(json!({
        "paymaster": PAYMASTER, "paymasterData": "0xdeadbeef",
        "paymasterVerificationGasLimit": "0x9c40", "paymasterPostOpGasLimit": "0x2710",
    }));
    operation.paymaster = Some(stub.paymaster(None));
    asked.push(Recorded::of(&rpc::estimate(&operation, ENTRY)));
    let estimate: answer::Estimate = from(limits());
    let stubbed = stub.paymaster(Some(&estimate));
    let priced = draft.clone().price(estimate.gas(fees), Some(stubbed.clone()));
    // The stub signature is still on it: the paymaster comes before the signature.
    let request = rpc::paymaster_data(priced.operation(), ENTRY, chain_id, &context);
    asked.push(Recorded::of(&request));
    let data: answer::PaymasterData =
        from(json!({"paymaster": PAYMASTER, "paymasterData": "0x0102030405"}));
    draft.price(estimate.gas(fees), Some(data.over(&stubbed)))
}

/// Who signs the recorded operation.
enum Author {
    /// The owner of this account.
    Owner(AccountSpec),
    /// A session key of it: approved just now, or installed before.
    Session(AccountSpec, PermissionId, Option<Envelope>),
}

/// An enable-mode signature (spec 5.4), taken apart.
struct Envelope {
    first_use: FirstUse,
    /// The session key's part.
    inner: Bytes,
}

/// The one call of `execute(mode, target ‖ value ‖ data)`.
fn calls(call_data: &[u8]) -> [Call; 1] {
    let (_mode, call) = <(B256, Bytes)>::abi_decode_params_validate(&call_data[4..]).unwrap();
    let (to, rest) = call.split_at(20);
    let (value, data) = rest.split_at(32);
    let (to, value) = (Address::from_slice(to), U256::from_be_slice(value));
    [Call { to, value, data: Bytes::copy_from_slice(data) }]
}

/// The account of a root that is one key.
fn spec(install: &RootInstall) -> AccountSpec {
    let owner = Address::from_slice(&install.validator_data);
    let both = [Owner::Ecdsa(owner), Owner::MultiChainEcdsa(owner)].map(|owner| AccountSpec {
        version: install.version,
        owner,
        index: install.index,
    });
    both.into_iter().find(|spec| spec.root_install() == *install).unwrap()
}

impl Author {
    fn of(sent: &UserOperation, input: &Input) -> Self {
        let parts = nonce::decode(sent.nonce);
        assert_eq!((parts.lane, parts.sequence), (0, 0));
        let spec = match sent.factory {
            None => installed(sent.sender, input.kernel_version),
            Some(factory) => {
                assert_eq!(factory, chain::META_FACTORY);
                spec(&parse::factory_data(&sent.factory_data).unwrap())
            }
        };
        assert_eq!((spec.version, spec.address()), (input.kernel_version, sent.sender));
        match parts.validation {
            Validation::Root { identifier } => {
                assert_eq!(identifier, spec.root_validator_address());
                Self::Owner(spec)
            }
            Validation::Permission { id } => {
                assert_eq!(parts.mode == Mode::Enable, sent.factory.is_some());
                let envelope = (parts.mode == Mode::Enable)
                    .then(|| Envelope::read(sent, &spec, id, input.chain_id));
                Self::Session(spec, id, envelope)
            }
            other => panic!("{other:?}"),
        }
    }

    /// The operation as the wallet plans it: the recorded one but for gas, payer and signature, with
    /// the recorded stub.
    fn draft(&self, sent: &UserOperation, stub: &Bytes) -> Draft {
        let calls = calls(&sent.call_data);
        let deployed = sent.factory.is_none();
        let draft = match self {
            Self::Owner(account) => {
                let mode = ExecMode::Default;
                OwnerPlan { account, deployed, lane: 0, mode, calls: &calls }.draft(0)
            }
            Self::Session(account, permission_id, envelope) => SessionPlan {
                account,
                deployed,
                permission_id: *permission_id,
                signer: SignerKind::Ecdsa,
                first_use: envelope.as_ref().map(|envelope| &envelope.first_use),
                lane: 0,
                calls: &calls,
            }
            .draft(0),
        };
        assert_eq!(draft.operation().signature, *stub);
        draft
    }

    /// The recorded signature is this author's, over our hash.
    fn made(&self, hash: B256, recorded: &Bytes) {
        match self {
            Self::Owner(spec) => {
                assert_eq!(
                    signature::recover_personal_sign(hash, recorded),
                    Ok(spec.owner.address().unwrap())
                );
            }
            Self::Session(_, id, envelope) => {
                let inner = envelope.as_ref().map_or(recorded, |envelope| &envelope.inner);
                assert_eq!(inner[0], 0xff);
                let session = signature::recover_personal_sign(hash, &inner[1..]).unwrap();
                let permission = Permission::ecdsa(vec![PolicyKind::Sudo.into()], session);
                assert_eq!(permission.id(), *id, "the key is the one the nonce names");
                if let Some(envelope) = envelope {
                    assert_eq!(envelope.first_use.enable_data, permission.enable_data());
                }
            }
        }
    }
}

/// The recorder's account of that version, which is not said in the operation itself.
fn installed(sender: Address, version: KernelVersion) -> AccountSpec {
    let both = [Owner::Ecdsa(OWNER), Owner::MultiChainEcdsa(OWNER)].map(|owner| AccountSpec {
        version,
        owner,
        index: U256::ZERO,
    });
    both.into_iter().find(|spec| spec.address() == sender).unwrap()
}

impl Envelope {
    /// Takes the recorded signature apart; the owner must have signed what is in it.
    fn read(sent: &UserOperation, spec: &AccountSpec, id: PermissionId, chain_id: u64) -> Self {
        let (hook, parts) = sent.signature.split_at(20);
        assert_eq!(hook, [0; 20]);
        let (enable_data, hook_data, selector_data, enable_signature, inner) =
            <(Bytes, Bytes, Bytes, Bytes, Bytes)>::abi_decode_params_validate(parts).unwrap();
        assert_eq!((hook_data.as_ref(), &selector_data), ([].as_slice(), &default_selector_data()));
        let approval = EnableApproval {
            account: sent.sender,
            chain_id,
            version: spec.version,
            validation_id: validation_id(id),
            nonce: 1,
            hook: Address::ZERO,
            enable_data: enable_data.clone(),
            hook_data,
            selector_data,
        };
        assert_eq!(
            signature::recover(approval.digest(), &enable_signature),
            Ok(spec.owner.address().unwrap())
        );
        Self { first_use: FirstUse { enable_data, enable_signature }, inner }
    }
}
