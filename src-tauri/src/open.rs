//! Opens what the app needs, in order: folders, lock, store, wallet, local network.
//!
//! Refuses: to hide a failure; what could not be opened is what every screen then says.

use std::time::Duration;

use latchkey_core::approval::Asker;
use latchkey_wallet::adapter::lock::AppLock;
use latchkey_wallet::adapter::signer_process::WindowPlace;
use latchkey_wallet::error::{Code, Error};
use latchkey_wallet::open;
use latchkey_wallet::views::{Notice, Severity};

use crate::app::{App, Owned};
use crate::doors::Doors;
use crate::local_network;

/// How often new blocks are looked for; screens read again when there is one.
const BLOCKS_EVERY: Duration = Duration::from_secs(2);

/// Everything, or an app that says why not.
pub(crate) async fn everything(place: WindowPlace) -> App {
    match parts(place).await {
        Ok(app) => app,
        Err(error) => App::broken(error),
    }
}

async fn parts(place: WindowPlace) -> Result<App, Error> {
    let folders = open::folders()?;
    let lock = AppLock::take(&folders.lock()).map_err(|error| {
        Error::new(Code::Store, "This window cannot work with your data.", error.to_string())
    })?;
    let socket = folders.make_socket_folder().map_err(open::unusable)?;
    let host = open::host(env!("CARGO_PKG_VERSION"), Asker::Person);
    let wallet = open::wallet_over(&folders, host, place)?;
    let started = local_network::start(&folders);
    local_network::introduce(&wallet, &started).await;
    wallet.follow(BLOCKS_EVERY);
    let owned = Owned { _lock: lock, _network: started.network };
    Ok(App::new(wallet, Doors::closed(socket), owned))
}

/// Lets agents in again if they were let in when the app last ran and nobody stopped them since.
pub(crate) async fn resume(app: &App) {
    let Ok(wallet) = app.wallet() else { return };
    match wallet.agent_access_was_on().await {
        Ok(true) => {}
        Ok(false) | Err(_) => return,
    }
    if let Err(error) = app.access_set(true).await {
        let text = format!("Agents are shut out: {error}");
        wallet.notice_add(Notice { severity: Severity::Warn, text });
    }
}
