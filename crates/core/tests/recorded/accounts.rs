//! Accounts told by recorded replies: who decides, who owns, what they call themselves (spec 9.1).
//!
//! The traces hold `rootValidator()`, `accountId()`, the validators' storage, and the event that
//! says the same root when an account is deployed or taken over. They hold no code, no
//! implementation slot, no `eip712Domain()` and no `entrypoint()`: those are taken from the
//! published version they are of.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, b256};
use alloy_sol_types::{SolCall, SolValue};
use latchkey_core::{
    abi::Kernel,
    account::{
        AccountSpec, Owner, RootValidator,
        recognise::{
            Ask, Change, Fit, Granting, Kind, Missing, Read, Reads, Refusal, Root, recognise,
        },
    },
    chain,
    kernel::version::KernelVersion,
};

use crate::trace::{self, Trace, TraceAccount, TraceOwner};

const VERSION: KernelVersion = KernelVersion::V0_3_1;

/// `RootValidatorUpdated(bytes21)`.
const ROOT_UPDATED: B256 =
    b256!("6789ec0c85d6458d897a36a70129b101f8b4d84c6e218046c3107373dbcbae88");

fn named(name: &str) -> Trace {
    let found = trace::all().into_iter().find(|(of, _)| of == name);
    found.unwrap_or_else(|| panic!("no trace {name}")).1
}

/// The last recorded reply to a call.
fn reply(trace: &Trace, to: Address, data: &Bytes) -> Read {
    let steps = trace.steps.iter().rev();
    let asked = |to_, data_: &Option<Bytes>| to_ == Some(to) && data_.as_ref() == Some(data);
    let mut replies = steps.filter(|step| step.op == "call" && asked(step.to, &step.data));
    replies
        .find_map(|step| step.expect.as_ref()?.returns.clone())
        .map_or(Read::Unread, Read::Answer)
}

/// What the trace answers to the questions about an account.
fn of_trace(trace: &Trace, account: Address) -> Reads {
    Reads::of(Reads::questions(account).map(|ask| match ask {
        Ask::Call(to, data) => reply(trace, to, &data),
        Ask::Code(_) | Ask::Slot(..) => Read::Unread,
    }))
}

/// The same, with what no trace holds taken from the published version.
fn completed(recorded: Reads) -> Reads {
    let domain = Kernel::eip712DomainReturn {
        fields: FixedBytes([0x0f]),
        name: "Kernel".to_owned(),
        version: VERSION.eip712_version().to_owned(),
        chainId: U256::ONE,
        verifyingContract: Address::ZERO,
        salt: B256::ZERO,
        extensions: Vec::new(),
    };
    let answer = |bytes: Vec<u8>| Read::Answer(bytes.into());
    Reads {
        code: answer(vec![0x60]),
        implementation: answer(VERSION.implementation().abi_encode()),
        domain: answer(Kernel::eip712DomainCall::abi_encode_returns(&domain)),
        entry_point: answer(chain::ENTRY_POINT_07.abi_encode()),
        ..recorded
    }
}

fn spec(account: &TraceAccount) -> AccountSpec {
    let owner = match (account.root_validator, &account.owner) {
        (chain::ECDSA_VALIDATOR, TraceOwner::Key(key)) => Owner::Ecdsa(*key),
        (chain::MULTI_CHAIN_ECDSA_VALIDATOR, TraceOwner::Key(key)) => Owner::MultiChainEcdsa(*key),
        (chain::WEBAUTHN_VALIDATOR_003, TraceOwner::Passkey(key)) => Owner::WebAuthn(*key),
        (other, _) => panic!("root {other}"),
    };
    AccountSpec { version: VERSION, owner, index: U256::from(account.index) }
}

/// Who the validator says owns the account.
fn owner_reply(trace: &Trace, spec: &AccountSpec) -> Read {
    let call = spec.owner.kind().storage_call(spec.address());
    reply(trace, spec.root_validator_address(), &call)
}

#[test]
fn a_recorded_account_is_recognised_from_its_replies() {
    let trace = named("owner-ecdsa-deploy-and-transfer");
    let spec = spec(&trace.accounts[0]);
    let recorded = of_trace(&trace, spec.address());
    assert!(recorded.root.answer().is_some() && recorded.account_id.answer().is_some());
    assert_eq!(recognise(&recorded).granting, Granting::Unknown(Missing::Code));
    let found = recognise(&completed(recorded));
    assert_eq!((found.kind.clone(), found.root), usable(RootValidator::Ecdsa));
    assert_eq!(found.granting, Granting::Usable(VERSION, RootValidator::Ecdsa));
    assert_eq!(found.fits(&spec, &owner_reply(&trace, &spec)), Fit::Same);
    assert_eq!(found.fits(&spec, &Read::Unread), Fit::Unknown);
    let tree_owner = AccountSpec { owner: Owner::MultiChainEcdsa(Address::ZERO), ..spec };
    let changed = Fit::Changed(Change::Root(Root::Known(RootValidator::Ecdsa)));
    assert_eq!(found.fits(&tree_owner, &owner_reply(&trace, &spec)), changed);
}

fn usable(root: RootValidator) -> (Kind, Root) {
    (Kind::Kernel(VERSION), Root::Known(root))
}

#[test]
fn what_a_recorded_account_calls_itself_is_a_claim() {
    let trace = named("owner-ecdsa-deploy-and-transfer");
    let recorded = of_trace(&trace, trace.accounts[0].address);
    let elsewhere = Address::repeat_byte(9);
    let implementation = Read::Answer(elsewhere.abi_encode().into());
    let reads = Reads { implementation, domain: Read::Reverted, ..completed(recorded) };
    let found = recognise(&reads);
    assert_eq!(found.kind, Kind::Claimed("0.3.1".to_owned()), "from accountId");
    let version = "0.3.1".to_owned();
    let refused = Refusal::UnknownImplementation { version, implementation: elsewhere };
    assert_eq!(found.granting, Granting::Refused(refused));
}

#[test]
fn a_recorded_takeover_is_seen_in_the_owner() {
    let trace = named("takeover-same-validator-new-owner");
    let spec = spec(&trace.accounts[0]);
    let reads = completed(Reads { root: last_root(&trace, spec.address()), ..Reads::default() });
    let found = recognise(&reads);
    assert_eq!(found.root, Root::Known(spec.owner.kind()), "the root stays");
    assert_eq!(found.fits(&spec, &owner_reply(&trace, &spec)), Fit::Changed(Change::Owner));
}

#[test]
fn a_recorded_passkey_owner_is_told_by_its_point() {
    let trace = named("passkey-owner-precompile");
    let spec = spec(&trace.accounts[0]);
    let root = last_root(&trace, spec.address());
    let found = recognise(&completed(Reads { root, ..Reads::default() }));
    assert_eq!(found.granting, Granting::Usable(VERSION, RootValidator::WebAuthn));
    let stored = owner_reply(&trace, &spec);
    assert!(stored.answer().is_some());
    assert_eq!(found.fits(&spec, &stored), Fit::Same);
    let mut other = spec;
    let Owner::WebAuthn(passkey) = &mut other.owner else { panic!("a passkey") };
    passkey.y = U256::ONE;
    assert_eq!(found.fits(&other, &stored), Fit::Changed(Change::Owner));
}

/// The root by the last event of an account: the word `rootValidator()` answers too.
fn last_root(trace: &Trace, account: Address) -> Read {
    let logs = trace.steps.iter().filter_map(|step| step.expect.as_ref()).flat_map(|e| &e.logs);
    let own = logs.filter(|log| log.address == account && log.topics == [ROOT_UPDATED]);
    own.last().map_or(Read::Unread, |log| Read::Answer(log.data.clone()))
}

#[test]
fn every_recorded_root_is_read() {
    let mut counted = [0; 4];
    for (name, trace) in trace::all() {
        for account in &trace.accounts {
            let root = last_root(&trace, account.address);
            if root == Read::Unread {
                continue;
            }
            let found = recognise(&completed(Reads { root, ..Reads::default() }));
            match found.root {
                Root::Known(kind) => {
                    assert_eq!(found.granting, Granting::Usable(VERSION, kind), "{name}");
                    let place = RootValidator::ALL.iter().position(|one| *one == kind).unwrap();
                    counted[place] += 1;
                }
                other => panic!("{name}: {other:?}"),
            }
        }
    }
    assert_eq!(counted, [7, 99, 7, 0], "ECDSA, multi-chain ECDSA, WebAuthn, multi-chain WebAuthn");
}
