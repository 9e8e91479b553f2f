//! The state of 50 keys on 10 chains: read anew on all of them, and as the list draws it.
//!
//! Ten local networks in this process, reached over HTTP like any node; the account exists on each,
//! and one of the keys is installed there.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use alloy_primitives::U256;
use latchkey_core::approval::{Asker, OwnerKind};
use latchkey_devnet::{Config, Devnet, Running};
use latchkey_tests::fakes::FakeAbis;
use latchkey_tests::hand::Hand;
use latchkey_wallet::adapter::clock::SystemClock;
use latchkey_wallet::adapter::entropy::SystemEntropy;
use latchkey_wallet::adapter::networks::RpcNetworks;
use latchkey_wallet::adapter::rpc::RpcChain;
use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::ports::Chain;
use latchkey_wallet::use_case::BuiltInNetwork;
use latchkey_wallet::use_case::abi_text::{AbiInput, FunctionSource};
use latchkey_wallet::views::{
    AgentCall, AgentExecute, Allow, CallInput, GrantForm, KeyState, NetworkForm,
};
use latchkey_wallet::{Host, Ports, Wallet};

const KEYS: usize = 50;
const CHAINS: u32 = 10;
const FIRST: u32 = 31_400;
const ROUNDS: usize = 20;
const PAYEE: &str = "0x70e49a1c00000000000000000000000000002f0b";

struct Bench {
    wallet: Wallet,
    nets: Vec<Running>,
    agent: u32,
    _folder: tempfile::TempDir,
}

#[tokio::main]
async fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let bench = made().await;
    for _ in 0..KEYS {
        bench.grant().await;
    }
    bench.use_one_everywhere().await;
    let keys = bench.wallet.keys_refresh().await.unwrap();
    let states = || keys.iter().flat_map(|key| &key.states);
    assert_eq!(states().count(), KEYS * usize::try_from(CHAINS).unwrap());
    let installed = states().filter(|one| one.state == KeyState::Installed).count();
    let unused = states().filter(|one| one.state == KeyState::ApprovedUnused).count();
    println!("{KEYS} keys on {CHAINS} chains: {installed} installed, {unused} approved and unused");
    measured("read anew", async || drop(bench.wallet.keys_refresh().await.unwrap())).await;
    measured("listed as last read", async || drop(bench.wallet.key_list().await.unwrap())).await;
}

async fn measured(what: &str, mut round: impl AsyncFnMut()) {
    let mut times: Vec<Duration> = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        round().await;
        times.push(began.elapsed());
    }
    times.sort();
    let (median, p95) = (times[ROUNDS / 2], times[ROUNDS * 95 / 100]);
    println!("{what}: median {median:.1?}, p95 {p95:.1?} of {ROUNDS}");
}

async fn made() -> Bench {
    let start = |chain_id: u32| {
        let config = Config { chain_id: chain_id.into(), ..Config::default() };
        Devnet::start(config).unwrap()
    };
    let nets: Vec<Running> = (FIRST..FIRST + CHAINS).map(start).collect();
    let folder = tempfile::tempdir().unwrap();
    let hand = Arc::new(Hand::new("status of many keys"));
    let wallet = Wallet::new(Ports {
        store: Arc::new(SqliteStore::open(&folder.path().join("latchkey.db")).unwrap()),
        networks: Arc::new(RpcNetworks::default()),
        approver: hand.clone(),
        panic: hand.clone(),
        sessions: hand,
        clock: Arc::new(SystemClock::start()),
        entropy: Arc::new(SystemEntropy),
        abis: Arc::new(FakeAbis::default()),
        host: Host {
            version: "0.0.0".into(),
            program: None,
            shim_path: String::new(),
            asker: Asker::CommandLine,
        },
    });
    let local = BuiltInNetwork {
        chain_id: nets[0].chain_id(),
        rpc_url: nets[0].rpc_url(),
        bundler_url: nets[0].bundler_url(),
        tokens: vec![nets[0].demo_token().unwrap()],
    };
    wallet.built_in_network_set(local).await.unwrap();
    for (chain_id, net) in (FIRST..).zip(&nets).skip(1) {
        let form = NetworkForm {
            chain_id,
            name: format!("Chain {chain_id}"),
            rpc_url: net.rpc_url(),
            bundler_url: net.bundler_url(),
            native_symbol: "ETH".into(),
            explorer_url: None,
        };
        wallet.network_add(form).await.unwrap();
    }
    wallet.account_create("Main".into(), OwnerKind::Passphrase).await.unwrap();
    let agent = wallet.agent_create("Bot".into()).await.unwrap().agent.id;
    wallet.agent_access_set(true).await.unwrap();
    let account = wallet.status().await.unwrap().account.unwrap().address.parse().unwrap();
    for net in &nets {
        RpcChain::new(net.chain_id(), &net.rpc_url()).faucet(account).await.unwrap();
    }
    Bench { wallet, nets, agent, _folder: folder }
}

impl Bench {
    async fn grant(&self) {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let form = GrantForm {
            name: "Rent".into(),
            agent_id: Some(self.agent),
            chain_ids: (FIRST..FIRST + CHAINS).collect(),
            allow: vec![Allow::PayToken {
                token: self.nets[0].demo_token().unwrap().to_string(),
                recipient: PAYEE.into(),
                max_per_call: "25".into(),
            }],
            uses: "3".into(),
            gas_budget: "0.1".into(),
            until: Some(u32::try_from(now.as_secs()).unwrap() + 86_400),
            ..GrantForm::default()
        };
        self.wallet.grant(form).await.unwrap();
    }

    async fn use_one_everywhere(&self) {
        for chain_id in FIRST..FIRST + CHAINS {
            let source = FunctionSource { function: "transfer(address,uint256)".into(), abi: None };
            let args = vec![AbiInput::Text(PAYEE.into()), AbiInput::Text("1".into())];
            let to = self.nets[0].demo_token().unwrap();
            let input = CallInput::Function { source, args };
            let calls = vec![AgentCall { to, value: U256::ZERO, input }];
            let ask = AgentExecute { chain_id, calls, permission_id: None, wait_secs: 60 };
            self.wallet.agent_execute(self.agent, ask).await.unwrap();
        }
    }
}
