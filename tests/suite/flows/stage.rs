//! A wallet over the real local network, a real store in a folder of its own, and the hand.

use std::sync::Arc;

use alloy_primitives::{Address, U256, address};
use latchkey_core::approval::{Asker, OwnerKind};
use latchkey_core::permission::Permission;
use latchkey_devnet::{Config, Devnet, Running};
use latchkey_wallet::adapter::clock::SystemClock;
use latchkey_wallet::adapter::entropy::SystemEntropy;
use latchkey_wallet::adapter::networks::RpcNetworks;
use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::error::Result;
use latchkey_wallet::ports::{AccountStore, KeyStore, KillStore, Networks};
use latchkey_wallet::record::{Account, PreparedKill};
use latchkey_wallet::use_case::BuiltInNetwork;
use latchkey_wallet::use_case::abi_text::{AbiInput, FunctionSource};
use latchkey_wallet::views::{
    AgentCall, AgentExecute, AgentOperation, Allow, CallInput, GrantForm, KeyView, MessageForm,
    SessionForm,
};
use latchkey_wallet::{Host, Ports, Wallet};

use latchkey_tests::hand::Hand;

/// Who may be paid in these tests, and who not.
pub(crate) const LANDLORD: Address = address!("70e49a1c00000000000000000000000000002f0b");
pub(crate) const STRANGER: Address = address!("1111111111111111111111111111111111111111");

/// The stage.
pub(crate) struct Stage {
    pub(crate) wallet: Wallet,
    pub(crate) hand: Arc<Hand>,
    pub(crate) net: Running,
    pub(crate) token: Address,
    pub(crate) agent: u32,
    folder: tempfile::TempDir,
}

/// An account with test money, an agent that is let in.
pub(crate) async fn stage(name: &str) -> Stage {
    stage_over(name, Arc::new(RpcNetworks::default())).await
}

/// The same with an owner key of another kind.
pub(crate) async fn stage_owned_by(name: &str, kind: OwnerKind) -> Stage {
    stage_with(name, Arc::new(RpcNetworks::default()), kind).await
}

/// The same, reaching the local network by these adapters.
pub(crate) async fn stage_over(name: &str, networks: Arc<dyn Networks>) -> Stage {
    stage_with(name, networks, OwnerKind::Passphrase).await
}

async fn stage_with(name: &str, networks: Arc<dyn Networks>, kind: OwnerKind) -> Stage {
    let net = Devnet::start(Config::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let hand = Arc::new(Hand::new(name));
    let wallet = Wallet::new(Ports {
        store: Arc::new(SqliteStore::open(&folder.path().join("latchkey.db")).unwrap()),
        networks,
        approver: hand.clone(),
        sessions: hand.clone(),
        panic: hand.clone(),
        clock: Arc::new(SystemClock::start()),
        entropy: Arc::new(SystemEntropy),
        abis: Arc::new(latchkey_tests::fakes::FakeAbis::default()),
        host: Host {
            version: "0.0.0".into(),
            program: None,
            shim_path: "/opt/latchkey/latchkey-mcp".into(),
            asker: Asker::CommandLine,
        },
    });
    let token = net.demo_token().unwrap();
    let local = BuiltInNetwork {
        chain_id: net.chain_id(),
        rpc_url: net.rpc_url(),
        bundler_url: net.bundler_url(),
        tokens: vec![token],
    };
    wallet.built_in_network_set(local).await.unwrap();
    wallet.account_create("Main".into(), kind).await.unwrap();
    let agent = wallet.agent_create("Billing bot".into()).await.unwrap().agent.id;
    wallet.agent_access_set(true).await.unwrap();
    Stage { wallet, hand, net, token, agent, folder }
}

impl Stage {
    pub(crate) fn chain_id(&self) -> u32 {
        u32::try_from(self.net.chain_id()).unwrap()
    }

    /// "≤ 25 DUSD per transfer to one address, 3 uses, 24 h".
    pub(crate) fn rent(&self) -> GrantForm {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        GrantForm {
            name: "Rent".into(),
            agent_id: Some(self.agent),
            session: SessionForm::Made,
            chain_ids: vec![self.chain_id()],
            allow: vec![Allow::PayToken {
                token: self.token.to_string(),
                recipient: LANDLORD.to_string(),
                max_per_call: "25".into(),
            }],
            uses: "3".into(),
            every_secs: String::new(),
            from: None,
            until: Some(u32::try_from(now.as_secs()).unwrap() + 86_400),
            gas_budget: String::new(),
            paymaster: String::new(),
            messages: MessageForm::Nobody,
            everything: String::new(),
            replaces: None,
        }
    }

    /// Pays so many DUSD to somebody, as the agent.
    pub(crate) async fn pay(&self, to: Address, dusd: u64) -> Result<AgentOperation> {
        let source = FunctionSource { function: "transfer(address,uint256)".into(), abi: None };
        let amount = (dusd * 1_000_000).to_string();
        let args = vec![AbiInput::Text(to.to_string()), AbiInput::Text(amount)];
        self.execute(self.token, CallInput::Function { source, args }).await
    }

    pub(crate) async fn execute(&self, to: Address, input: CallInput) -> Result<AgentOperation> {
        let calls = vec![AgentCall { to, value: U256::ZERO, input }];
        let chain_id = self.chain_id();
        let ask = AgentExecute { chain_id, calls, permission_id: None, wait_secs: 20 };
        self.wallet.agent_execute(self.agent, ask).await
    }

    /// DUSD of an address, in smallest units.
    pub(crate) async fn dusd(&self, of: Address) -> u64 {
        let read =
            self.wallet.agent_balance(self.agent, self.chain_id(), Some(of), Some(self.token));
        read.await.unwrap().amount.atomic.parse().unwrap()
    }

    fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.folder.path().join("latchkey.db")).unwrap()
    }

    /// The account, as it is kept.
    pub(crate) fn account(&self) -> Account {
        self.store().accounts().unwrap().remove(0)
    }

    /// Every prepared kill that is kept, newest first.
    pub(crate) fn kills(&self) -> Vec<PreparedKill> {
        self.store().kills(self.account().id).unwrap()
    }

    /// What a key may do, as it is kept.
    pub(crate) fn permission(&self, key_id: u32) -> Permission {
        self.store().key(key_id.into()).unwrap().unwrap().permission()
    }

    /// Who signs for a key, as it is kept.
    pub(crate) fn signer_of(&self, key_id: u32) -> latchkey_core::permission::SessionSigner {
        self.store().key(key_id.into()).unwrap().unwrap().session
    }

    /// How many policies a key has, as it is kept.
    pub(crate) fn policies_of(&self, key_id: u32) -> usize {
        use latchkey_wallet::ports::KeyStore;
        let store = SqliteStore::open(&self.folder.path().join("latchkey.db")).unwrap();
        store.key(key_id.into()).unwrap().unwrap().policies.len()
    }

    /// The only key, read now.
    pub(crate) async fn key(&self) -> KeyView {
        self.wallet.keys_refresh().await.unwrap().into_iter().next().unwrap()
    }

    /// What a JSON-RPC method answers: result or error, as JSON.
    pub(crate) async fn rpc(&self, method: &str, params: serde_json::Value) -> serde_json::Value {
        rpc(&self.net, method, params).await
    }

    /// The signed operation of the newest included one but `back`, as the bundler takes it.
    pub(crate) fn signed_operation(&self, back: u16) -> serde_json::Value {
        let path = self.folder.path().join("latchkey.db");
        let store = rusqlite::Connection::open(path).unwrap();
        let json: String = store
            .query_row(
                "SELECT signed_json FROM operation ORDER BY id DESC LIMIT 1 OFFSET ?1",
                [back],
                |row| row.get(0),
            )
            .unwrap();
        serde_json::from_str(&json).unwrap()
    }
}

/// What a network answers to a JSON-RPC method: result or error, as JSON.
pub(crate) async fn rpc(
    net: &Running,
    method: &str,
    params: serde_json::Value,
) -> serde_json::Value {
    let body = serde_json::json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let sent = reqwest::Client::new()
        .post(net.rpc_url())
        .header("content-type", "application/json")
        .body(body.to_string())
        .send();
    serde_json::from_str(&sent.await.unwrap().text().await.unwrap()).unwrap()
}
