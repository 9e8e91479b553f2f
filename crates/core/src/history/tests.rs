//! Topics, signers by nonce, transfers per operation, calls from a bundle.

use alloy_primitives::{Bytes, U256, b256, hex};
use alloy_sol_types::{SolEvent, SolValue};

use super::*;
use crate::abi::{EntryPointEvents, KernelEvents, TokenEvents};
use crate::chain::ENTRY_POINT_07;
use crate::kernel::execute::{Call, ExecMode, Execution, ExecutionBody};
use crate::kernel::install::{Installation, install_validations, uninstall_validation};
use crate::kernel::nonce::{default_key, full, kill_key, root_key};
use crate::permission::validation_id;
use crate::user_op::{PackedUserOperation, handle_ops};

const ACCOUNT: Address = Address::repeat_byte(0xac);
const TOKEN: Address = Address::repeat_byte(0x70);

fn log(address: Address, topics: Vec<B256>, data: Vec<u8>) -> ChainLog {
    let (block, transaction, index) = (7, B256::repeat_byte(1), 0);
    ChainLog { address, topics, data: data.into(), block, transaction, index }
}

fn ran(hash: u8, nonce: U256) -> ChainLog {
    let topics = vec![
        EntryPointEvents::UserOperationEvent::SIGNATURE_HASH,
        B256::repeat_byte(hash),
        ACCOUNT.into_word(),
        B256::ZERO,
    ];
    log(ENTRY_POINT_07, topics, (nonce, true, U256::from(5), U256::from(6)).abi_encode_params())
}

fn moved(from: Address, amount: u64) -> ChainLog {
    let to = Address::repeat_byte(0xb0).into_word();
    let topics = vec![TokenEvents::Transfer::SIGNATURE_HASH, from.into_word(), to];
    log(TOKEN, topics, U256::from(amount).abi_encode())
}

#[test]
fn topics_are_those_of_the_specification() {
    let expected = [
        b256!("9d17cd6d095ac90a655405ab29f30a7ee7e88ef3974c1bf7544bf591043bb71a"),
        b256!("d21d0b289f126c4b473ea641963e766833c2f13866e4ff480abd787c100ef123"),
        b256!("341347516a9de374859dfda710fa4828b2d48cb57d4fbe4c1149612b8e02276e"),
        b256!("2b82f87bf66300af618a9621d3f221edfab735f5bacb4e004cce1b62375396c3"),
        b256!("6789ec0c85d6458d897a36a70129b101f8b4d84c6e218046c3107373dbcbae88"),
        b256!("bc7cd75a20ee27fd9adebab32041f755214dbc6bffa90cc0225b39da2e5c2d3b"),
    ];
    assert_eq!(kernel_topics(), expected);
    let expected = [
        b256!("49628fd1471006c1482da88028e9ce4dbb080b815c9b0344d39e5a8e6ec1419f"),
        b256!("d51a9c61267aa6196961883ecf5ff2da6619c37dac0fa92122513fb32c032d2d"),
    ];
    assert_eq!(entry_point_topics(), expected);
    let before = b256!("bb47ee3e183a558b1a2ff0874b079f3fc5478b7454eacf2bfc5af2ff5878f972");
    assert_eq!(EntryPointEvents::BeforeExecution::SIGNATURE_HASH, before);
}

#[test]
fn the_nonce_says_who_signed() {
    let id = hex!("8f31c07a").into();
    let key = ran(1, full(default_key(id, 3), 9));
    let Some(AccountEvent::Operation(seen)) = event(ACCOUNT, &key) else { panic!("an operation") };
    assert_eq!((seen.signer, seen.cost), (Signer::Permission(id), U256::from(5)));
    let root = Address::repeat_byte(0x5c);
    assert_eq!(Signer::of(full(root_key(root, 0), 1)), Signer::Root(root));
    let Signer::Root(lane) = Signer::of(full(kill_key(id, 1), 0)) else { panic!("the root") };
    assert!(lane.starts_with(id.as_slice()));
    assert_eq!(event(Address::ZERO, &key), None, "another account's");
}

#[test]
fn a_validation_is_named_by_its_functions() {
    let id = validation_id(hex!("8f31c07a").into());
    let selector = hex!("e9ae5c53").into();
    let data =
        KernelEvents::SelectorSet { selector, validationId: id, allowed: true }.encode_data();
    let told = log(ACCOUNT, vec![KernelEvents::SelectorSet::SIGNATURE_HASH], data);
    let expected = AccountEvent::SelectorSet { validation_id: id, selector, allowed: true };
    assert_eq!(event(ACCOUNT, &told), Some(expected));
    let elsewhere = ChainLog { address: TOKEN, ..told.clone() };
    assert_eq!(event(ACCOUNT, &elsewhere), None, "anybody can tell anything at another address");
    let cut = ChainLog { data: Bytes::new(), ..told };
    assert_eq!(event(ACCOUNT, &cut), None);
}

#[test]
fn each_operation_of_a_bundle_has_its_own_transfers() {
    let before =
        log(ENTRY_POINT_07, vec![EntryPointEvents::BeforeExecution::SIGNATURE_HASH], vec![]);
    let logs = [
        moved(ACCOUNT, 1_000),
        before,
        moved(ACCOUNT, 3),
        moved(ACCOUNT, 4),
        moved(TOKEN, 50),
        ran(1, U256::ZERO),
        moved(ACCOUNT, 20),
        ran(2, U256::ONE),
    ];
    let of = |hash: u8| spent(ACCOUNT, B256::repeat_byte(hash), &logs);
    assert_eq!(of(1), [(TOKEN, U256::from(7))], "not what came before, not another's");
    assert_eq!(of(2), [(TOKEN, U256::from(20))]);
    assert!(of(3).is_empty());
}

#[test]
fn what_a_bundle_did_is_read_from_its_input() {
    let id = validation_id(hex!("8f31c07a").into());
    let install = Installation {
        validation_id: id,
        nonce: 1,
        hook: Address::ZERO,
        data: Bytes::new(),
        hook_data: Bytes::new(),
    };
    let to_self = |data| Call { to: ACCOUNT, value: U256::ZERO, data };
    let pay = Call { to: TOKEN, value: U256::from(8), data: Bytes::new() };
    let calls = vec![to_self(install_validations(&[install])), pay];
    let body = ExecutionBody::Batch(calls.clone());
    let call_data = Execution { mode: ExecMode::Default, body }.encode();
    let op = PackedUserOperation {
        sender: ACCOUNT,
        nonce: U256::from(2),
        init_code: Bytes::new(),
        call_data,
        account_gas_limits: B256::ZERO,
        pre_verification_gas: U256::ZERO,
        gas_fees: B256::ZERO,
        paymaster_and_data: Bytes::new(),
        signature: Bytes::new(),
    };
    let read = bundled(&handle_ops([op.clone()], TOKEN));
    assert_eq!(read, [op]);
    let read = calls_of(ACCOUNT, &read[0].call_data);
    assert_eq!(read, calls);
    assert_eq!(installed_by(ACCOUNT, &read), [(id, None)]);
    assert_eq!(native_out(ACCOUNT, &read), U256::from(8));
    assert!(bundled(&[1, 2, 3]).is_empty());
    let end = [to_self(uninstall_validation(id, 1))];
    assert!(
        ends(ACCOUNT, &end, id, 1) && !ends(TOKEN, &end, id, 1) && !ends(ACCOUNT, &calls, id, 1)
    );
}
