//! The panic key signs for prepared kills, and for nothing that only looks like one.

use alloy_primitives::{Address, U256};
use latchkey_core::{
    account::Owner,
    approval::OwnerPublic,
    chain::META_FACTORY,
    kernel::{
        execute::{Call, ExecMode, encode_execute},
        install::invalidate_nonce,
        version::KernelVersion,
    },
    permission::PermissionId,
    plan::{Fees, KillForm, KillGas, KillPlan, Nonces},
    user_op::UserOperation,
};

use super::*;
use crate::{fixtures, vault::memory::MemoryVault};

fn vaults(data: &tempfile::TempDir) -> Vaults {
    Vaults::of(Ok(Box::new(MemoryVault::default())), data.path())
}

/// Prepared kills of an account that does not exist yet, as if signed.
fn prepared(version: KernelVersion) -> PanicKills {
    let owner = Address::repeat_byte(9);
    let account = latchkey_core::account::AccountSpec { version, ..fixtures::account(owner) };
    let permission_id = PermissionId::from([1, 2, 3, 4]);
    let keys = vec![(latchkey_core::permission::validation_id(permission_id), 5)];
    let forms = [KillForm::OneKey { policies: 5, nonce: 1 }, KillForm::Everything { keys }];
    let operations = forms.into_iter().flat_map(|form| {
        let plan = KillPlan {
            account: &account,
            owner: &account.owner,
            chain_id: fixtures::CHAIN,
            deployed: false,
            nonces: Nonces::FRESH,
            permission_id,
            form,
        };
        plan.operations(KillGas::wide(1), &[Fees::NONE])
    });
    let signature = Bytes::from_static(&[7; 65]);
    let operations = operations
        .map(|kill| UserOperation { signature: signature.clone(), ..kill.leaf.operation })
        .collect();
    PanicKills {
        account: account.clone(),
        owner: OwnerPublic::Address(owner),
        validator: None,
        chain_id: fixtures::CHAIN,
        nonce: 3,
        max_fee_per_gas: 2_000_000_000,
        max_priority_fee_per_gas: 1,
        gas_limit: 8_000_000,
        cap: U256::from(16_000_000_000_000_000_u64),
        operations,
    }
}

fn refusal(reply: PanicReply) -> PanicRefusal {
    let PanicReply::Refused { reason, .. } = reply else { panic!("{reply:?}") };
    reason
}

#[test]
fn it_pays_for_prepared_kills_of_every_version() {
    for version in KernelVersion::ALL {
        let data = tempfile::tempdir().unwrap();
        let kept = vaults(&data);
        let PanicReply::Key { address } = make(&kept) else { panic!("no key") };
        assert_eq!(make(&kept), PanicReply::Key { address }, "there is only ever one");
        let kills = prepared(version);
        let reply = sign(&kills, || kept);
        let PanicReply::Signed { payer, signature } = reply else { panic!("{reply:?}") };
        assert_eq!(payer, address);
        let transaction = kills.bundle().transaction(address);
        assert_eq!(transaction.sealed(&signature).unwrap().from, address);
    }
}

#[test]
fn without_a_key_nothing_is_signed() {
    let data = tempfile::tempdir().unwrap();
    let reply = sign(&prepared(KernelVersion::V0_3_1), || vaults(&data));
    assert_eq!(refusal(reply), PanicRefusal::NoKey);
}

/// Bent in one place, it is refused before the vault is opened.
fn refuses(what: &str, bend: impl Fn(&mut PanicKills)) {
    for version in KernelVersion::ALL {
        let mut kills = prepared(version);
        bend(&mut kills);
        let reply = sign(&kills, || panic!("{what}: the vault was opened"));
        assert_eq!(refusal(reply), PanicRefusal::NotAKill, "{what}");
    }
}

/// Every operation's calls from now on.
fn calls(kills: &mut PanicKills, mode: ExecMode, calls: &[Call]) {
    kills.operations[0].call_data = encode_execute(calls, mode);
}

#[test]
fn whatever_is_no_kill_is_refused() {
    let to_self = |kills: &PanicKills, data: Bytes| Call {
        to: kills.account.address(),
        value: U256::ZERO,
        data,
    };
    refuses("a transfer", |kills| {
        kills.operations[0].call_data = fixtures::transfer(fixtures::BOB, 1);
    });
    refuses("a transfer behind a raise, in try mode", |kills| {
        let raise = to_self(kills, invalidate_nonce(2));
        let coin = Call { to: fixtures::BOB, value: U256::from(1), data: Bytes::new() };
        calls(kills, ExecMode::Try, &[raise, coin]);
    });
    refuses("default mode, where one part undoes all", |kills| {
        let raise = to_self(kills, invalidate_nonce(2));
        calls(kills, ExecMode::Default, &[raise]);
    });
    refuses("coin to oneself", |kills| {
        let raise = Call { value: U256::from(1), ..to_self(kills, invalidate_nonce(2)) };
        calls(kills, ExecMode::Try, &[raise]);
    });
    refuses("nothing", |kills| calls(kills, ExecMode::Try, &[]));
    refuses("another owner learned by a repair", |kills| {
        kills.account.version = KernelVersion::V0_3_3;
        let other = Owner::MultiChainEcdsa(fixtures::BOB);
        let raise = to_self(kills, invalidate_nonce(11));
        let repair = latchkey_core::plan::repair(&kills.account, &other, 11).unwrap();
        kills.operations.truncate(1);
        kills.operations[0].sender = kills.account.address();
        kills.operations[0].factory_data = kills.account.factory_data();
        calls(kills, ExecMode::Try, &[raise, repair]);
    });
    refuses("an operation that is not signed", |kills| {
        kills.operations[1].signature = Bytes::new();
    });
    refuses("an operation of another account", |kills| {
        kills.operations[1].sender = fixtures::BOB;
    });
    refuses("another factory", |kills| {
        kills.operations[0].factory = Some(fixtures::BOB);
    });
    refuses("another account made", |kills| {
        kills.operations[0].factory = Some(META_FACTORY);
        kills.operations[0].factory_data = Bytes::from_static(&[1; 36]);
    });
    refuses("an operation of a session key", |kills| {
        let key = latchkey_core::kernel::nonce::default_key(PermissionId::from([1; 4]), 0);
        kills.operations[0].nonce = latchkey_core::kernel::nonce::full(key, 0);
    });
    refuses("dearer than allowed", |kills| kills.max_fee_per_gas += 1);
    refuses("more gas than one transaction may", |kills| kills.gas_limit = u64::MAX);
    refuses("no operation", |kills| kills.operations.clear());
    refuses("seventeen", |kills| {
        kills.operations = vec![kills.operations[0].clone(); 17];
    });
    refuses("chain 0", |kills| kills.chain_id = 0);
}

#[test]
fn the_pipe_carries_one_request_of_this_version_and_nothing_unknown() {
    let data = tempfile::tempdir().unwrap();
    let ask = |body: &[u8]| {
        let mut input = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
        input.extend_from_slice(body);
        let mut output = Vec::new();
        run(input.as_slice(), &mut output, data.path()).unwrap();
        serde_json::from_slice::<PanicReply>(&output[4..]).unwrap()
    };
    let version = PROTOCOL_VERSION;
    for body in [
        r#"{"kind":"make","version":1}"#.to_owned(),
        format!(r#"{{"kind":"sign","version":{version}}}"#),
        format!(r#"{{"kind":"make","version":{version},"more":1}}"#),
        format!(r#"{{"kind":"export","version":{version}}}"#),
        String::new(),
    ] {
        assert_eq!(refusal(ask(body.as_bytes())), PanicRefusal::Malformed);
    }
}
