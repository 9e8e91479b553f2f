//! The off switch that the real signer signed, fired when its vault is gone: the real windows, the
//! real session signer, the local network.
//!
//! Why: elsewhere a test's own hand signs; here the program signs what it made itself from the terms.
//! Refuses: to keep anything of the vault; the folder is deleted before the switch is fired.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use alloy_primitives::{Address, Bytes, U256, address};
use async_trait::async_trait;
use latchkey_core::approval::{ApprovalRequest, Ask, Asker, OwnerKind, Verdict};
use latchkey_devnet::{Config, Devnet};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use latchkey_wallet::adapter::clock::SystemClock;
use latchkey_wallet::adapter::entropy::SystemEntropy;
use latchkey_wallet::adapter::local_stop::LocalStop;
use latchkey_wallet::adapter::networks::RpcNetworks;
use latchkey_wallet::adapter::signer_process::{SessionSigner, SignerProgram};
use latchkey_wallet::adapter::sqlite::SqliteStore;
use latchkey_wallet::error::Code;
use latchkey_wallet::ports::{Approver, SignerError};
use latchkey_wallet::record::OperationStatus;
use latchkey_wallet::use_case::BuiltInNetwork;
use latchkey_wallet::views::{
    AgentCall, AgentExecute, AgentOperation, Allow, CallInput, GrantForm, KeyState, MessageForm,
    SessionForm, SwitchState,
};
use latchkey_wallet::{Host, Ports, Wallet};

use crate::process::{Signer, program};
use crate::window::PASSPHRASE;

const LANDLORD: Address = address!("70e49a1c00000000000000000000000000002f0b");

/// A person at a screen, as the wallet reaches them.
struct Person {
    home: Arc<Home>,
    display: Arc<Display>,
}

#[async_trait]
impl Approver for Person {
    async fn approve(&self, request: ApprovalRequest) -> Result<Verdict, SignerError> {
        let (home, display) = (self.home.clone(), self.display.clone());
        let answered = tokio::task::spawn_blocking(move || {
            let mut signer = Signer::start("approve", &home, Some(&display));
            signer.send(&request);
            let window = ApprovalWindow::wait(&display);
            if matches!(request.ask, Ask::CreateOwner(_)) {
                window.choose_passphrase(PASSPHRASE);
            } else {
                window.approve(PASSPHRASE);
            }
            let verdict = signer.verdict();
            window.wait_gone();
            verdict
        });
        Ok(answered.await.expect("the person answers"))
    }
}

/// The session signer in that home, without a display. The script is written by another process,
/// since a file that this one still has open cannot be started.
fn session_program(home: &Path) -> SignerProgram {
    let script = home.join("signer");
    let text = format!(
        "#!/bin/sh\nunset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS\n\
         HOME={home} XDG_DATA_HOME={home}/data exec {signer} \"$@\"\n",
        home = home.display(),
        signer = program().display(),
    );
    let write = "printf %s \"$2\" > \"$1\" && chmod 700 \"$1\"";
    let written = Command::new("sh").args(["-c", write, "sh"]).arg(&script).arg(text).status();
    assert!(written.unwrap().success());
    SignerProgram::at(script)
}

fn form(agent: u32, chain_id: u32, name: &str) -> GrantForm {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    GrantForm {
        name: name.to_owned(),
        agent_id: Some(agent),
        session: SessionForm::Made,
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
        messages: MessageForm::Anybody,
        everything: String::new(),
        replaces: None,
    }
}

async fn pay(
    wallet: &Wallet,
    agent: u32,
    chain_id: u32,
) -> latchkey_wallet::error::Result<AgentOperation> {
    let call =
        AgentCall { to: LANDLORD, value: U256::from(1_000), input: CallInput::Data(Bytes::new()) };
    let ask = AgentExecute { chain_id, calls: vec![call], permission_id: None, wait_secs: 60 };
    wallet.agent_execute(agent, ask).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_real_signer_signed_ends_both_keys_when_its_vault_is_gone() {
    let (home, display) = (Arc::new(Home::new()), Arc::new(Display::start()));
    let net = Devnet::start(Config::default()).unwrap();
    let chain_id = u32::try_from(net.chain_id()).unwrap();
    let wallet = Wallet::new(Ports {
        store: Arc::new(SqliteStore::open(&home.path().join("latchkey.db")).unwrap()),
        networks: Arc::new(RpcNetworks::default()),
        approver: Arc::new(Person { home: home.clone(), display }),
        sessions: Arc::new(SessionSigner::new(
            session_program(home.path()),
            LocalStop::in_data_folder(home.path()),
        )),
        panic: Arc::new(latchkey_tests::hand::Hand::new("holds no panic key")),
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
    let local = BuiltInNetwork {
        chain_id: net.chain_id(),
        rpc_url: net.rpc_url(),
        bundler_url: net.bundler_url(),
        tokens: vec![net.demo_token().unwrap()],
    };
    wallet.built_in_network_set(local).await.unwrap();
    wallet.account_create("Main".into(), OwnerKind::Passphrase).await.unwrap();
    let agent = wallet.agent_create("Coin bot".into()).await.unwrap().agent.id;
    wallet.agent_access_set(true).await.unwrap();
    wallet.grant(form(agent, chain_id, "Used")).await.unwrap();
    let paid = pay(&wallet, agent, chain_id).await.unwrap();
    assert_eq!(paid.status, OperationStatus::Included, "{paid:?}");
    wallet.grant(form(agent, chain_id, "Unused")).await.unwrap();
    let health = wallet.switch_health().await.unwrap();
    let states: Vec<SwitchState> = health.keys.iter().map(|key| key.chains[0].state).collect();
    assert_eq!(states, [SwitchState::Ready, SwitchState::Ready], "{health:?}");

    std::fs::remove_dir_all(home.data().join("vault")).expect("the vault is these files");
    let report = wallet.switch_fire(None).await.unwrap();
    assert!(report.proven, "{report:?}");
    let keys = wallet.keys_refresh().await.unwrap();
    let states: Vec<KeyState> = keys.iter().map(|key| key.states[0].state).collect();
    assert_eq!(states, [KeyState::Invalidated, KeyState::Uninstalled]);
    assert_eq!(pay(&wallet, agent, chain_id).await.unwrap_err().code, Code::Off);
}
