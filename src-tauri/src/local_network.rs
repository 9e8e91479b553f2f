//! The built-in network, run inside this process.
//!
//! Why: the whole product can be tried with no internet, no account and no money.
//! Refuses: to stop the app when it cannot run; the person is told instead, and other networks work.

use latchkey_devnet::{Config, Devnet, Running, StartError};
use latchkey_wallet::Wallet;
use latchkey_wallet::folders::Folders;
use latchkey_wallet::use_case::BuiltInNetwork;
use latchkey_wallet::views::{Notice, Severity};

/// Where ordinary tools look for a local node first.
const PREFERRED_PORT: u16 = 8545;

/// The network, if it runs, and what the person should know.
pub(crate) struct Started {
    pub(crate) network: Option<Running>,
    pub(crate) notices: Vec<Notice>,
}

/// Starts it on the preferred port, on another one if that is taken, and afresh when its state was
/// damaged and set aside.
pub(crate) fn start(folders: &Folders) -> Started {
    let mut notices = Vec::new();
    let mut port = Some(PREFERRED_PORT);
    for _attempt in 0..3 {
        let config = Config { port, data_dir: Some(folders.devnet()), ..Config::default() };
        match Devnet::start(config) {
            Ok(network) => {
                if port.is_none() {
                    let text = format!(
                        "Port {PREFERRED_PORT} is taken by another program, so the local network answers on {}. Nothing else changes.",
                        network.port()
                    );
                    notices.push(Notice { severity: Severity::Info, text });
                }
                return Started { network: Some(network), notices };
            }
            Err(StartError::PortTaken { .. } | StartError::Listen { .. }) if port.is_some() => {
                port = None;
            }
            Err(StartError::Damaged { what, set_aside }) => {
                let text = format!(
                    "The local network's state was damaged ({what}). It was kept as {} and a new network was begun: accounts there are empty again. Keys on other networks are not touched.",
                    set_aside.display()
                );
                notices.push(Notice { severity: Severity::Warn, text });
            }
            Err(error) => {
                let text = format!("The local network does not run: {error}.");
                notices.push(Notice { severity: Severity::Stop, text });
                break;
            }
        }
    }
    Started { network: None, notices }
}

/// Tells the wallet where it answers.
pub(crate) async fn introduce(wallet: &Wallet, started: &Started) {
    for notice in &started.notices {
        wallet.notice_add(notice.clone());
    }
    let Some(network) = &started.network else { return };
    let local = BuiltInNetwork {
        chain_id: network.chain_id(),
        rpc_url: network.rpc_url(),
        bundler_url: network.bundler_url(),
        tokens: network.demo_token().into_iter().collect(),
    };
    if let Err(error) = wallet.built_in_network_set(local).await {
        wallet.notice_add(Notice { severity: Severity::Stop, text: error.to_string() });
    }
}
