//! Three local networks, keys in every state spread over them, one network down while everything is
//! stopped and back later: afterwards the chains themselves refuse every key.
//!
//! Why: "off means off" is a claim about chains, so they are asked: with operations that were signed
//! before, by the bundler and straight to the EntryPoint, and with messages (ERC-1271).
//! Refuses: to believe the app's report alone; the proof is asked of the nodes again, word for word.

use std::time::Duration;

use alloy_primitives::{Address, B256, Bytes, U256, address};
use alloy_sol_types::SolCall;
use latchkey_core::abi::Kernel;
use latchkey_core::chain::ENTRY_POINT_07;
use latchkey_core::message::{Message, MessagePlan, Speaker};
use latchkey_core::user_op::{UserOperation, handle_ops};
use latchkey_devnet::{Config, Devnet, Running};
use latchkey_tests::hand::TestKey;
use latchkey_wallet::record::{EndState, OperationStatus};
use latchkey_wallet::views::{
    AgentCall, AgentExecute, Allow, CallInput, EndProof, GrantForm, KeyState, KeyView, MessageForm,
    NetworkForm, SessionForm,
};
use serde_json::{Value, json};

use crate::stage::{LANDLORD, Stage, rpc, stage};

/// A plain account that is nobody's.
const PASSER_BY: Address = address!("0000000000000000000000000000000057ca17e2");

/// Long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The stage's own network, one that goes down, and one where the account is never made.
struct World {
    stage: Stage,
    falls: Running,
    empty: Running,
    folder: tempfile::TempDir,
}

fn chain(net: &Running) -> u32 {
    u32::try_from(net.chain_id()).unwrap()
}

async fn world() -> World {
    let stage = stage("three_networks").await;
    let folder = tempfile::tempdir().unwrap();
    let data_dir = Some(folder.path().join("falls"));
    let falls = Config { chain_id: 31_338, data_dir, ..Config::default() };
    let (falls, empty) = (
        Devnet::start(falls).unwrap(),
        Devnet::start(Config { chain_id: 31_339, ..Config::default() }).unwrap(),
    );
    for (net, name) in [(&falls, "Falls"), (&empty, "Empty")] {
        let form = NetworkForm {
            chain_id: chain(net),
            name: name.into(),
            rpc_url: net.rpc_url(),
            bundler_url: net.bundler_url(),
            native_symbol: "ETH".into(),
            explorer_url: None,
        };
        stage.wallet.network_add(form).await.unwrap();
    }
    let account = stage.account().address;
    for net in [&stage.net, &falls, &empty] {
        rpc(net, "latchkey_faucet", json!([account])).await;
    }
    World { stage, falls, empty, folder }
}

impl World {
    /// "At most 0.01 to the landlord per call", as a further key.
    async fn granted(
        &self,
        name: &str,
        chains: &[u32],
        change: impl Fn(&mut GrantForm),
    ) -> KeyView {
        let mut form = self.stage.rent();
        (form.name, form.chain_ids) = (name.to_owned(), chains.to_vec());
        form.uses = "9".to_owned();
        form.allow = vec![Allow::PayNative {
            recipient: LANDLORD.to_string(),
            max_per_call: "0.01".to_owned(),
        }];
        change(&mut form);
        self.stage.wallet.grant(form).await.unwrap()
    }

    /// One payment with this key.
    async fn pay(&self, net: &Running, key: &KeyView) {
        let input = CallInput::Data(Bytes::new());
        let call = AgentCall { to: LANDLORD, value: U256::from(1_000), input };
        let ask = AgentExecute {
            chain_id: chain(net),
            calls: vec![call],
            permission_id: Some(key.permission_id.clone()),
            wait_secs: 45,
        };
        let paid = self.stage.wallet.agent_execute(self.stage.agent, ask).await.unwrap();
        assert_eq!(paid.status, OperationStatus::Included, "{paid:?}");
    }

    /// A payment that is signed and mined, and then taken back: the chain would still take it.
    async fn signed_before(&self, net: &Running, key: &KeyView) -> Value {
        let snapshot = rpc(net, "evm_snapshot", json!([])).await["result"].clone();
        self.pay(net, key).await;
        let signed = self.stage.signed_operation(0);
        assert_eq!(rpc(net, "evm_revert", json!([snapshot])).await["result"], json!(true));
        signed
    }

    /// The state of a key on a chain, read now.
    async fn state(&self, net: &Running, key: &KeyView) -> KeyState {
        let keys = self.stage.wallet.keys_refresh().await.unwrap();
        let key = keys.iter().find(|one| one.id == key.id).unwrap();
        key.states.iter().find(|one| one.chain_id == chain(net)).unwrap().state
    }

    /// Whether the account on this chain calls a message of this key its own (ERC-1271).
    async fn speaks(&self, net: &Running, key: &KeyView) -> bool {
        let owner = self.stage.hand.owner.address();
        let secret = (1..9)
            .map(|number| TestKey::named(&format!("session {number} of {owner}")))
            .find(|secret| secret.address().to_checksum(None) == key.address)
            .expect("a key that was made here");
        let (account, permission) = (self.stage.account().spec, self.stage.permission(key.id));
        let message = Message::Text("sell everything for nothing".to_owned());
        let plan = MessagePlan {
            account: &account,
            chain_id: net.chain_id(),
            deployed: true,
            speaker: Speaker::Session(&permission),
            replayable: false,
        };
        let digest: B256 = plan.to_sign(&message).unwrap();
        let signature = plan.finish(&secret.sign(digest));
        let data = Kernel::isValidSignatureCall { hash: message.hash(), signature }.abi_encode();
        let call = json!([{"to": account.address(), "data": Bytes::from(data)}, "latest"]);
        let answer = rpc(net, "eth_call", call).await;
        answer["result"].as_str().is_some_and(|word| word.starts_with("0x1626ba7e"))
    }
}

/// Refused by the bundler, and by the EntryPoint when a plain account carries it there.
async fn refused(net: &Running, signed: &Value) {
    let sent = rpc(net, "eth_sendUserOperation", json!([signed, ENTRY_POINT_07])).await;
    assert!(sent["error"].is_object(), "signed before, and still taken: {sent}");
    let operation: UserOperation = serde_json::from_value(signed.clone()).unwrap();
    rpc(net, "latchkey_faucet", json!([PASSER_BY])).await;
    rpc(net, "anvil_impersonateAccount", json!([PASSER_BY])).await;
    let data = handle_ops([operation.pack()], PASSER_BY);
    let message = json!({"from": PASSER_BY, "to": ENTRY_POINT_07, "data": data, "gas": "0xd59f80"});
    let sent = rpc(net, "eth_sendTransaction", json!([message])).await;
    let Some(hash) = sent["result"].as_str().map(str::to_owned) else { return };
    let receipt = rpc(net, "eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(receipt["result"]["status"], "0x0", "mined: {receipt}");
}

/// Asks a node everything that a proof says it answered.
async fn asked_again(net: &Running, proof: &EndProof) {
    let chain = proof.chains.iter().find(|one| one.chain_id == net.chain_id()).unwrap();
    assert!(chain.proven && !chain.reads.is_empty() && chain.keys.iter().all(|key| key.over));
    let block = format!("0x{:x}", chain.block.unwrap());
    for read in &chain.reads {
        let answer = match &read.data {
            Some(data) => {
                let call = json!([{"to": read.to, "data": data}, block]);
                rpc(net, "eth_call", call).await
            }
            None => rpc(net, "eth_getCode", json!([read.to, block])).await,
        };
        assert_eq!(answer["result"].as_str(), read.answer.as_deref(), "{read:?}: {answer}");
    }
}

/// One key for each state.
struct Keys {
    old: KeyView,
    used: KeyView,
    unused: KeyView,
    once: KeyView,
    short: KeyView,
    brought: KeyView,
}

fn speaking(form: &mut GrantForm) {
    form.messages = MessageForm::Anybody;
}

impl World {
    /// Brings a key into every state that a key can be in.
    async fn keys(&self) -> Keys {
        let (home, falls) = (&self.stage.net, &self.falls);
        let all = [chain(home), chain(falls), chain(&self.empty)];
        // An earlier stop has ended this one.
        let old = self.granted("Old", &all[..1], speaking).await;
        assert!(self.stage.wallet.stop_on_chain().await.unwrap().proven);
        self.stage.wallet.agent_access_set(true).await.unwrap();

        let used = self.granted("Used", &all, speaking).await;
        self.pay(home, &used).await;
        self.pay(falls, &used).await;
        let unused = self.granted("Unused", &all, |_as_it_is| ()).await;
        let once = self.granted("Once", &all[..1], |form| form.uses = "1".to_owned()).await;
        self.pay(home, &once).await;
        let an_hour = |form: &mut GrantForm| {
            speaking(form);
            form.until = form.until.map(|until| until - 82_800);
        };
        let short = self.granted("Short", &all[..1], an_hour).await;
        self.pay(home, &short).await;
        let own = |form: &mut GrantForm| {
            let address = TestKey::named("an agent's own").address().to_string();
            form.session = SessionForm::Address { address };
        };
        let brought = self.granted("Brought", &all[..2], own).await;
        Keys { old, used, unused, once, short, brought }
    }

    /// Operations that the chains would take now, by chain.
    async fn would_be_taken(&self, keys: &Keys) -> Vec<(u64, Value)> {
        let (home, falls, empty) = (&self.stage.net, &self.falls, &self.empty);
        let (used, unused) = (&keys.used, &keys.unused);
        let wanted = [(home, used), (home, unused), (falls, used), (falls, unused), (empty, used)];
        let mut signed = Vec::new();
        for (net, key) in wanted {
            signed.push((net.chain_id(), self.signed_before(net, key).await));
        }
        signed
    }

    /// Two hours later at home, each key is in its state, and three of them sign messages.
    async fn assert_states(&self, keys: &Keys) {
        let (home, falls, empty) = (&self.stage.net, &self.falls, &self.empty);
        rpc(home, "evm_increaseTime", json!([7_200])).await;
        rpc(home, "evm_mine", json!([])).await;
        for (net, key, state) in [
            (home, &keys.old, KeyState::Invalidated),
            (home, &keys.used, KeyState::Installed),
            (home, &keys.unused, KeyState::ApprovedUnused),
            (home, &keys.once, KeyState::Exhausted),
            (home, &keys.short, KeyState::Expired),
            (falls, &keys.used, KeyState::Installed),
            (falls, &keys.brought, KeyState::ApprovedUnused),
            (empty, &keys.unused, KeyState::NotDeployed),
        ] {
            assert_eq!(self.state(net, key).await, state, "{} on {}", key.name, net.chain_id());
        }
        for (net, key) in [(home, &keys.used), (falls, &keys.used), (home, &keys.short)] {
            assert!(self.speaks(net, key).await, "{} on {}", key.name, net.chain_id());
        }
    }

    /// The app says so, and the chains say so.
    async fn assert_over(&self, keys: &Keys, signed: &[(u64, Value)]) {
        let views = self.stage.wallet.keys_refresh().await.unwrap();
        assert!(views.iter().all(|key| key.ended), "{views:#?}");
        let (home, falls) = (&self.stage.net, &self.falls);
        let nets = [home, falls, &self.empty];
        for (chain_id, operation) in signed {
            let net = nets.iter().find(|net| net.chain_id() == *chain_id).unwrap();
            refused(net, operation).await;
        }
        let spoke =
            [(home, &keys.used), (falls, &keys.used), (home, &keys.short), (home, &keys.old)];
        for (net, key) in spoke {
            assert!(!self.speaks(net, key).await, "{} on {}", key.name, net.chain_id());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_ends_every_key_on_three_networks_though_one_of_them_is_down() {
    let world = world().await;
    let keys = world.keys().await;
    let signed = world.would_be_taken(&keys).await;
    world.assert_states(&keys).await;

    // One network falls silent, and everything is stopped with one approval.
    let World { stage, falls, empty, folder } = world;
    let (port, path) = (falls.port(), folder.path().join("falls"));
    falls.stop();
    let approvals = stage.hand.asked.lock().unwrap().len();
    let report = stage.wallet.stop_on_chain().await.unwrap();
    assert!(!report.proven, "{report:#?}");
    assert_eq!(stage.hand.asked.lock().unwrap().len(), approvals + 1, "one approval for all");
    let job = stage.wallet.end_jobs().await.unwrap().remove(0);
    for one in &job.chains {
        let waits = one.chain_id == 31_338;
        assert_eq!(one.state == EndState::Proven, !waits, "{one:?}");
        assert_eq!(one.alive.is_empty(), !waits, "{one:?}");
    }

    // It comes back; nobody is asked again.
    let config =
        Config { chain_id: 31_338, port: Some(port), data_dir: Some(path), ..Config::default() };
    let falls = Devnet::start(config).unwrap();
    let jobs = stage.wallet.end_work_off(PATIENCE).await.unwrap();
    assert!(jobs.iter().all(|job| job.proven), "{jobs:#?}");
    assert_eq!(stage.hand.asked.lock().unwrap().len(), approvals + 1, "nobody is asked again");

    let world = World { stage, falls, empty, folder };
    world.assert_over(&keys, &signed).await;
    let proof = world.stage.wallet.end_proof(job.id).await.unwrap();
    assert!(proof.proven);
    for net in [&world.stage.net, &world.falls, &world.empty] {
        asked_again(net, &proof).await;
    }
}
