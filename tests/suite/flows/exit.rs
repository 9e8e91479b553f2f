//! The ways out when no bundler answers: the owner's own address, and the panic key with kills that
//! were signed before; and what neither of them does.

use alloy_primitives::{Address, B256, Bytes, U256};
use latchkey_core::account::{AccountSpec, Owner};
use latchkey_core::approval::OwnerKind;
use latchkey_core::approval_tree::{Approvals, Leaf};
use latchkey_core::kernel::execute::{Call, ExecMode, encode_execute};
use latchkey_core::kernel::install::invalidate_nonce;
use latchkey_core::kernel::version::KernelVersion;
use latchkey_core::plan::{Fees, Kill, KillForm, KillGas, KillPlan, Nonces};
use latchkey_core::transaction::{Transaction, direct};
use latchkey_core::user_op::UserOperation;
use latchkey_tests::hand::TestKey;
use latchkey_wallet::error::Code;
use latchkey_wallet::record::Network;
use latchkey_wallet::use_case::BuiltInNetwork;
use latchkey_wallet::views::{KeyState, KeyView};
use serde_json::json;

use crate::ground::Ground;
use crate::stage::{LANDLORD, Stage, stage, stage_owned_by};

/// Nothing listens there.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:9";

/// From now on the wallet finds the bundler there.
pub(crate) async fn bundler_at(stage: &Stage, bundler_url: &str) {
    let network = BuiltInNetwork {
        chain_id: stage.net.chain_id(),
        rpc_url: stage.net.rpc_url(),
        bundler_url: bundler_url.to_owned(),
        tokens: vec![stage.token],
    };
    stage.wallet.built_in_network_set(network).await.unwrap();
}

async fn fund(stage: &Stage, who: Address) {
    stage.rpc("latchkey_faucet", json!([who])).await;
}

/// A key that was used, one that was not, and then no bundler.
async fn stranded(name: &str) -> (Stage, [KeyView; 2]) {
    let stage = stage(name).await;
    let used = stage.wallet.grant(stage.rent()).await.unwrap();
    stage.pay(LANDLORD, 10).await.unwrap();
    let mut form = stage.rent();
    form.name = "Unused".into();
    let unused = stage.wallet.grant(form).await.unwrap();
    bundler_at(&stage, NOWHERE).await;
    (stage, [used, unused])
}

async fn state(stage: &Stage, key: &KeyView) -> KeyState {
    let keys = stage.wallet.keys_refresh().await.unwrap();
    keys.iter().find(|k| k.id == key.id).unwrap().states[0].state
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_owner_ends_keys_with_the_bundler_off() {
    let (stage, [used, unused]) = stranded("the_owner_ends_keys").await;
    let owner = stage.hand.owner.address();
    let [ways] = stage.wallet.exit_ways().await.unwrap().try_into().unwrap();
    assert!(!ways.bundler.works && ways.bundler.why.contains("does not answer"), "{ways:?}");
    assert!(!ways.direct.works && ways.direct.why.contains("holds no"), "{ways:?}");
    assert!(!ways.panic_key.works && ways.panic_key.why.contains("no panic key"), "{ways:?}");

    let poor = stage.wallet.exit_direct(Some(used.id)).await.unwrap();
    assert!(!poor.proven && poor.chains[0].transaction.is_none(), "{poor:?}");
    assert!(
        poor.chains[0].problem.as_ref().is_some_and(|p| p.contains("Send some to")),
        "{poor:?}"
    );

    fund(&stage, owner).await;
    let [ways] = stage.wallet.exit_ways().await.unwrap().try_into().unwrap();
    assert!(ways.direct.works, "{ways:?}");
    let one = stage.wallet.exit_direct(Some(used.id)).await.unwrap();
    assert!(one.proven && one.chains[0].transaction.is_some(), "{one:?}");
    assert_eq!(one.chains[0].ended, ["Rent"]);
    assert_eq!(state(&stage, &used).await, KeyState::Uninstalled);
    assert_eq!(state(&stage, &unused).await, KeyState::ApprovedUnused, "the other lives on");

    let all = stage.wallet.exit_direct(None).await.unwrap();
    assert!(all.proven, "{all:?}");
    assert_eq!(state(&stage, &unused).await, KeyState::Invalidated);
    bundler_at(&stage, &stage.net.bundler_url()).await;
    stage.wallet.agent_access_set(true).await.unwrap();
    assert!(stage.pay(LANDLORD, 1).await.is_err(), "no key is left");
    let again = stage.wallet.exit_direct(None).await.unwrap();
    assert!(again.proven && again.chains.iter().all(|c| c.transaction.is_none()), "{again:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_owner_cannot_send_says_why() {
    let young = stage("an_account_that_does_not_exist").await;
    young.wallet.grant(young.rent()).await.unwrap();
    fund(&young, young.hand.owner.address()).await;
    let [ways] = young.wallet.exit_ways().await.unwrap().try_into().unwrap();
    assert!(ways.direct.why.contains("does not exist there yet"), "{ways:?}");
    let report = young.wallet.exit_direct(None).await.unwrap();
    let problem = report.chains[0].problem.clone().unwrap();
    assert!(!report.proven && problem.contains("does not exist there yet"), "{problem}");

    let passkey = stage_owned_by("a_passkey_sends_nothing", OwnerKind::SecurityKey).await;
    passkey.wallet.grant(passkey.rent()).await.unwrap();
    passkey.pay(LANDLORD, 1).await.unwrap();
    let [ways] = passkey.wallet.exit_ways().await.unwrap().try_into().unwrap();
    assert!(!ways.direct.works && ways.direct.why.contains("passkey"), "{ways:?}");
    let report = passkey.wallet.exit_direct(None).await.unwrap();
    assert!(report.chains[0].problem.clone().unwrap().contains("passkey"), "{report:?}");
}

/// The kills of a key, signed by its account's owner as together with a grant.
fn kills(stage: &Stage, key: &KeyView, account: &AccountSpec) -> Vec<UserOperation> {
    let permission_id = key.permission_id.parse().unwrap();
    let id = latchkey_core::permission::validation_id(permission_id);
    let policies = stage.policies_of(key.id);
    let nonces = Nonces { current: 1, valid_from: 0 };
    let forms = [
        KillForm::OneKey { policies, nonce: 1 },
        KillForm::Everything { keys: vec![(id, policies)] },
    ];
    let kills = forms.into_iter().flat_map(|form| {
        let plan = KillPlan {
            account,
            owner: &account.owner,
            chain_id: stage.net.chain_id(),
            deployed: false,
            nonces,
            permission_id,
            form,
        };
        plan.operations(KillGas::wide(1), &[Fees::NONE])
    });
    let approvals = Approvals::new(kills.map(Kill::into_leaf).collect()).unwrap();
    let over_root = stage.hand.owner.personal_sign(approvals.root());
    let signed = approvals.signed(&over_root).into_iter();
    signed
        .map(|(leaf, signature)| {
            let Leaf::Operation(op) = leaf else { panic!("a kill") };
            UserOperation { signature, ..op.operation.clone() }
        })
        .collect()
}

fn account(stage: &Stage) -> AccountSpec {
    AccountSpec {
        version: KernelVersion::V0_3_1,
        owner: Owner::MultiChainEcdsa(stage.hand.owner.address()),
        index: U256::ZERO,
    }
}

fn network(stage: &Stage) -> Network {
    Network {
        chain_id: stage.net.chain_id(),
        name: "Local network".to_owned(),
        rpc_url: stage.net.rpc_url(),
        bundler_url: NOWHERE.to_owned(),
        native_symbol: "ETH".to_owned(),
        explorer_url: None,
        built_in: true,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_panic_key_sends_prepared_kills_and_nothing_else() {
    let (stage, [used, unused]) = stranded("the_panic_key").await;
    let (account, network) = (account(&stage), network(&stage));
    let ops = kills(&stage, &used, &account);
    let none = stage.wallet.self_bundle(&network, ops.clone()).await.unwrap_err();
    assert_eq!(none.code, Code::NotFound);
    assert_eq!(stage.wallet.panic_key().await.unwrap(), None);

    let made = stage.wallet.panic_key_make().await.unwrap();
    assert_eq!(made, stage.wallet.panic_key_make().await.unwrap(), "there is only one");
    assert_eq!(made.balances[0].balance.as_ref().unwrap().atomic, "0");
    let poor = stage.wallet.self_bundle(&network, ops.clone()).await.unwrap_err();
    assert!(poor.advice.contains(&made.address), "{poor}");

    fund(&stage, made.address.parse().unwrap()).await;
    let [ways] = stage.wallet.exit_ways().await.unwrap().try_into().unwrap();
    assert!(ways.panic_key.works, "{ways:?}");
    let mut foreign = ops[1].clone();
    let pay = Call { to: LANDLORD, value: U256::from(1), data: Bytes::new() };
    foreign.call_data = encode_execute(&[pay], ExecMode::Try);
    let refused = stage.wallet.self_bundle(&network, vec![foreign]).await;
    assert!(refused.is_err(), "{refused:?}");

    // Both kills of the used key, in every variant: those that the EntryPoint takes go together.
    let sent = stage.wallet.self_bundle(&network, ops).await.unwrap();
    assert!(sent.receipt.is_some_and(|receipt| receipt.success), "{sent:?}");
    assert_eq!(state(&stage, &used).await, KeyState::Uninstalled);
    assert_eq!(state(&stage, &unused).await, KeyState::Invalidated, "everything means everything");
    let spent = stage.wallet.panic_key().await.unwrap().unwrap();
    assert_ne!(spent.balances, made.balances);
    let log = stage.wallet.activity_list(None, 20).await.unwrap();
    let line = log.iter().find(|line| line.title.contains("panic key, for at most")).unwrap();
    assert_eq!(line.transaction, Some(sent.hash.to_string()));
}

/// Sends a transaction of a plain account; whether it succeeded.
async fn transact(ground: &Ground, from: &TestKey, input: Bytes) -> bool {
    let of = from.address();
    ground.rpc("anvil_setBalance", json!([of, "0x8ac7230489e80000"])).await;
    let count = ground.rpc("eth_getTransactionCount", json!([of, "pending"])).await;
    let count: U256 = count["result"].as_str().unwrap().parse().unwrap();
    let transaction = Transaction {
        chain_id: ground.net.chain_id(),
        nonce: count.to(),
        max_priority_fee_per_gas: 1_000_000_000,
        max_fee_per_gas: 5_000_000_000,
        gas_limit: 1_000_000,
        to: ground.address(),
        input,
    };
    let signature = from.sign(transaction.signing_hash());
    let sealed = transaction.sealed(&signature).unwrap();
    assert_eq!(sealed.from, of);
    let sent = ground.rpc("eth_sendRawTransaction", json!([sealed.raw])).await;
    let hash: B256 = sent["result"].as_str().unwrap_or_else(|| panic!("{sent}")).parse().unwrap();
    assert_eq!(hash, sealed.hash);
    let receipt = ground.rpc("eth_getTransactionReceipt", json!([hash])).await;
    receipt["result"]["status"] == "0x1"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_direct_call_works_where_core_says_so_and_never_for_a_stranger() {
    // The local network has this version only; the others were executed and recorded (spec 9.5), and
    // core's answer for each is held to that record by the vectors.
    let version = KernelVersion::V0_3_1;
    let mut ground = Ground::new("direct calls").await;
    let (owner, stranger) = (ground.owner.address(), TestKey::named("a stranger"));
    for owner in [Owner::Ecdsa(owner), Owner::MultiChainEcdsa(owner)] {
        ground.account = AccountSpec { version, owner, index: U256::from(7) };
        let address = ground.address();
        ground.rpc("latchkey_faucet", json!([address])).await;
        let raise = |n| Call { to: address, value: U256::ZERO, data: invalidate_nonce(n) };
        let made = ground.as_owner(&ground.owner, &[raise(2)]).await;
        assert_eq!(made, Ok(true), "{owner:?}");
        let input = encode_execute(&[raise(3)], ExecMode::Default);
        assert!(!transact(&ground, &stranger, input.clone()).await, "{owner:?}");
        assert!(direct::sender(version, &owner, true).is_ok(), "{owner:?}");
        assert!(transact(&ground, &ground.owner, input).await, "{owner:?}");
    }
}
