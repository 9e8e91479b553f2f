//! A wallet over the fakes: one built-in network, an account, an agent.

use std::sync::{Arc, Mutex};

use alloy_primitives::{Address, U256, address};
use latchkey_core::approval::{ApprovalRequest, Asker, OwnerKind, Verdict};
use latchkey_core::permission::Permission;
use latchkey_tests::fakes::{
    CountingEntropy, FakeAbis, FakeApprover, FakeNetworks, FakeSessions, FixedClock, MemoryStore,
    ScriptedBundler, ScriptedChain,
};
use latchkey_tests::hand::Hand;
use latchkey_wallet::error::Result;
use latchkey_wallet::record::{Account, Key};
use latchkey_wallet::use_case::BuiltInNetwork;
use latchkey_wallet::use_case::abi_text::{AbiInput, FunctionSource};
use latchkey_wallet::views::{
    AgentCall, AgentExecute, AgentOperation, Allow, CallInput, GrantForm, KeyView, MessageForm,
    SessionForm,
};
use latchkey_wallet::{Host, Ports, Wallet};

use crate::world::{TOKEN, World};

pub(crate) const CHAIN: u32 = 31_337;
pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const LANDLORD: Address = address!("70e49a1c00000000000000000000000000002f0b");

/// The desk.
pub(crate) struct Desk {
    pub(crate) wallet: Wallet,
    pub(crate) ports: Ports,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) chain: Arc<ScriptedChain>,
    pub(crate) bundler: Arc<ScriptedBundler>,
    pub(crate) approver: Arc<FakeApprover>,
    pub(crate) sessions: Arc<FakeSessions>,
    pub(crate) networks: Arc<FakeNetworks>,
    pub(crate) abis: Arc<FakeAbis>,
    pub(crate) hand: Arc<Hand>,
    pub(crate) world: Arc<Mutex<World>>,
    pub(crate) agent: u32,
}

/// A desk without an account.
pub(crate) async fn bare() -> Desk {
    let networks = Arc::new(FakeNetworks::default());
    let (store, approver) = (Arc::new(MemoryStore::default()), Arc::new(FakeApprover::default()));
    let abis = Arc::new(FakeAbis::default());
    let (sessions, hand) = (Arc::new(FakeSessions::default()), Arc::new(Hand::new("owner")));
    let ports = Ports {
        store: store.clone(),
        networks: networks.clone(),
        approver: approver.clone(),
        sessions: sessions.clone(),
        panic: Arc::new(Hand::new("the panic key of a desk")),
        clock: Arc::new(FixedClock::at(NOW)),
        entropy: Arc::new(CountingEntropy::default()),
        abis: abis.clone(),
        host: Host {
            version: "0.0.0".into(),
            program: Some("/opt/latchkey/latchkey".into()),
            shim_path: "/opt/latchkey/latchkey-mcp".into(),
            asker: Asker::Person,
        },
    };
    let (chain, bundler) =
        (networks.scripted_chain(CHAIN.into()), networks.scripted_bundler(CHAIN.into()));
    let world = World::on(&chain);
    let wallet = Wallet::new(ports.clone());
    let urls = "http://127.0.0.1:8545".to_owned();
    let local = BuiltInNetwork {
        chain_id: CHAIN.into(),
        rpc_url: urls.clone(),
        bundler_url: urls,
        tokens: vec![TOKEN],
    };
    wallet.built_in_network_set(local).await.unwrap();
    sessions.heeds(&hand.stop);
    let answering = hand.clone();
    approver.answers(move |request| Ok(answering.verdict(request)));
    Desk {
        wallet,
        ports,
        store,
        chain,
        bundler,
        approver,
        sessions,
        networks,
        abis,
        hand,
        world,
        agent: 0,
    }
}

/// A desk with an account and an agent that is let in.
pub(crate) async fn desk() -> Desk {
    desk_owned_by(OwnerKind::Passphrase).await
}

/// The same with an owner key of another kind.
pub(crate) async fn desk_owned_by(kind: OwnerKind) -> Desk {
    let mut desk = bare().await;
    desk.wallet.account_create("Main".into(), kind).await.unwrap();
    desk.world.lock().unwrap().account = Some(desk.account().spec);
    desk.agent = desk.wallet.agent_create("Billing bot".into()).await.unwrap().agent.id;
    desk.wallet.agent_access_set(true).await.unwrap();
    let signing = desk.hand.clone();
    desk.sessions.answers(move |key, scope, op| signing.session_sign(key, scope, op));
    desk.bundler.includes(|_op| ScriptedBundler::success(7));
    desk
}

impl Desk {
    pub(crate) fn account(&self) -> Account {
        self.ports.store.accounts().unwrap().remove(0)
    }

    pub(crate) fn keys(&self) -> Vec<Key> {
        self.ports.store.keys().unwrap()
    }

    /// The signer answers what the hand would, altered.
    pub(crate) fn lies(&self, alter: impl Fn(&mut Verdict) + Send + 'static) {
        let hand = self.hand.clone();
        self.approver.answers(move |request: &ApprovalRequest| {
            let mut verdict = hand.verdict(request);
            alter(&mut verdict);
            Ok(verdict)
        });
    }

    pub(crate) fn rent(&self) -> GrantForm {
        GrantForm {
            name: "Rent".into(),
            agent_id: Some(self.agent),
            session: SessionForm::Made,
            chain_ids: vec![CHAIN],
            allow: vec![Allow::PayToken {
                token: TOKEN.to_string(),
                recipient: LANDLORD.to_string(),
                max_per_call: "25".into(),
            }],
            uses: "3".into(),
            every_secs: String::new(),
            from: None,
            until: Some(u32::try_from(NOW).unwrap() + 86_400),
            gas_budget: String::new(),
            paymaster: String::new(),
            messages: MessageForm::Nobody,
            everything: String::new(),
            replaces: None,
        }
    }

    /// Grants the rent key and lets the session signer hold it.
    pub(crate) async fn granted(&self) -> KeyView {
        let hold = self.sessions.clone();
        let account = self.account().address;
        let hand = self.hand.clone();
        self.approver.answers(move |request| {
            let verdict = hand.verdict(request);
            if let Verdict::Granted { permission_id, .. } = &verdict {
                let permission_id = *permission_id;
                hold.holds(latchkey_core::approval::SessionKeyRef { account, permission_id });
            }
            Ok(verdict)
        });
        self.wallet.grant(self.rent()).await.unwrap()
    }

    /// The permission of the newest key.
    pub(crate) fn permission(&self) -> Permission {
        self.keys().remove(0).permission()
    }

    pub(crate) async fn pay(&self, dusd: u64) -> Result<AgentOperation> {
        let source = FunctionSource { function: "transfer(address,uint256)".into(), abi: None };
        let args = vec![
            AbiInput::Text(LANDLORD.to_string()),
            AbiInput::Text((dusd * 1_000_000).to_string()),
        ];
        let call =
            AgentCall { to: TOKEN, value: U256::ZERO, input: CallInput::Function { source, args } };
        let ask =
            AgentExecute { chain_id: CHAIN, calls: vec![call], permission_id: None, wait_secs: 0 };
        self.wallet.agent_execute(self.agent, ask).await
    }
}
