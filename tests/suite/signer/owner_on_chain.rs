//! A security key owns an account on the local network: the real signer, its real window, OpenSK
//! behind the USB path, and the network's WebAuthn validator, from the first credential to the end
//! of the key it approved.
//!
//! Why: recorded answers show that a validator takes them; here each answer is made for this
//! account, this approval and this operation.
//! Refuses: a session key of ours: the agent brings its own, so that the owner is all that signs here.

use std::sync::Arc;

use alloy_primitives::{Address, Bytes, U256, address};
use async_trait::async_trait;
use latchkey_core::approval::{ApprovalRequest, Ask, Asker, OwnerKind, Verdict};
use latchkey_devnet::{Config, Devnet};
use latchkey_tests::hand::{Hand, TestKey};
use latchkey_wallet::adapter::clock::SystemClock;
use latchkey_wallet::adapter::entropy::SystemEntropy;
use latchkey_wallet::adapter::networks::RpcNetworks;
use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::ports::{Approver, SignerError};
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::use_case::BuiltInNetwork;
use latchkey_wallet::views::{
    AgentCall, AgentExecute, AgentSignature, AgentSubmit, Allow, CallInput, GrantForm, KeyState,
    MessageForm, SessionForm, ToSign,
};
use latchkey_wallet::{Host, Ports, Wallet};

use crate::desk::{Desk, PIN};
use crate::security_key::VirtualKey;

const LANDLORD: Address = address!("70e49a1c00000000000000000000000000002f0b");

/// A person at a desk with a security key, as the wallet reaches them.
struct Person(Arc<Desk>);

#[async_trait]
impl Approver for Person {
    async fn approve(&self, request: ApprovalRequest) -> Result<Verdict, SignerError> {
        let desk = Arc::clone(&self.0);
        let answered = tokio::task::spawn_blocking(move || {
            let mut asking = desk.ask(&request);
            if matches!(request.ask, Ask::CreateOwner(_)) {
                asking.press_approve();
                asking.choose_pin();
            } else {
                asking.pin(PIN);
            }
            asking.verdict()
        });
        Ok(answered.await.expect("the person answers"))
    }
}

async fn wallet(desk: Desk, folder: &tempfile::TempDir, local: BuiltInNetwork) -> Wallet {
    let wallet = Wallet::new(Ports {
        store: Arc::new(SqliteStore::open(&folder.path().join("latchkey.db")).unwrap()),
        networks: Arc::new(RpcNetworks::default()),
        approver: Arc::new(Person(Arc::new(desk))),
        sessions: Arc::new(Hand::new("holds no session key")),
        panic: Arc::new(Hand::new("holds no panic key")),
        clock: Arc::new(SystemClock::start()),
        entropy: Arc::new(SystemEntropy),
        abis: Arc::new(latchkey_tests::fakes::FakeAbis::default()),
        host: Host {
            version: "0.0.0".into(),
            program: None,
            shim_path: "/opt/latchkey/latchkey-mcp".into(),
            asker: Asker::Person,
        },
    });
    wallet.built_in_network_set(local).await.unwrap();
    wallet.account_create("Main".into(), OwnerKind::SecurityKey).await.unwrap();
    wallet.agent_access_set(true).await.unwrap();
    wallet
}

fn form(agent: u32, chain_id: u32, agents_key: &TestKey) -> GrantForm {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    GrantForm {
        name: "Coins".into(),
        agent_id: Some(agent),
        session: SessionForm::Address { address: agents_key.address().to_checksum(None) },
        chain_ids: vec![chain_id],
        allow: vec![Allow::PayNative {
            recipient: LANDLORD.to_string(),
            max_per_call: "0.001".into(),
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

/// The agent sends a thousand wei with its own key.
async fn use_it(wallet: &Wallet, agent: u32, chain_id: u32, key: &TestKey) -> OperationStatus {
    let call =
        AgentCall { to: LANDLORD, value: U256::from(1_000), input: CallInput::Data(Bytes::new()) };
    let ask = AgentExecute { chain_id, calls: vec![call], permission_id: None, wait_secs: 0 };
    let prepared = wallet.agent_prepare(agent, ask).await.unwrap();
    let ToSign::PersonalSign(hash) = prepared.to_sign else { panic!("{prepared:?}") };
    let signature = AgentSignature::Ecdsa(Bytes::copy_from_slice(&key.personal_sign(hash)));
    let ask = AgentSubmit { user_op_hash: prepared.user_op_hash, signature, wait_secs: 40 };
    wallet.agent_submit(agent, ask).await.unwrap().status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_security_key_owns_an_account_grants_and_revokes_on_the_local_network() {
    let Some(desk) = Desk::new() else { return };
    let key = Arc::new(VirtualKey::plugged_in());
    let _plugged = desk.computer.plug(&key, 0);
    let (net, folder) = (Devnet::start(Config::default()).unwrap(), tempfile::tempdir().unwrap());
    let local = BuiltInNetwork {
        chain_id: net.chain_id(),
        rpc_url: net.rpc_url(),
        bundler_url: net.bundler_url(),
        tokens: vec![net.demo_token().unwrap()],
    };
    let chain_id = u32::try_from(net.chain_id()).unwrap();
    let wallet = wallet(desk, &folder, local).await;
    assert_eq!(key.touches(), 1, "the credential");
    let account = wallet.status().await.unwrap().account.unwrap();
    assert_eq!(account.owner_kind, OwnerKind::SecurityKey);
    let agent = wallet.agent_create("Coin bot".into()).await.unwrap().agent.id;

    let agents_key = TestKey::named("the coin bot's own");
    let granted = wallet.grant(form(agent, chain_id, &agents_key)).await.unwrap();
    assert_eq!((granted.states[0].state, key.touches()), (KeyState::NotDeployed, 2));
    // The first use makes the account: its validator is installed with this credential, and takes
    // the touch that was given for the approval.
    for _ in 0..2 {
        let status = use_it(&wallet, agent, chain_id, &agents_key).await;
        assert_eq!(status, OperationStatus::Included);
    }
    assert_eq!(key.touches(), 2, "the agent's uses touch nothing");
    assert_eq!(wallet.keys_refresh().await.unwrap()[0].states[0].state, KeyState::Installed);

    let report = wallet.key_revoke(granted.id).await.unwrap();
    assert!(report.proven, "{report:?}");
    assert_eq!(key.touches(), 3, "an operation of the owner, validated by its touch");
    assert_eq!(wallet.keys_refresh().await.unwrap()[0].states[0].state, KeyState::Uninstalled);
}
