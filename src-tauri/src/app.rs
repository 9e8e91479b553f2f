//! What the running app owns: the wallet or the reason there is none, and the agents' doors.
//!
//! Refuses: to lose the reason. A store that cannot be read leaves a window that says so.

use std::path::PathBuf;

use latchkey_devnet::Running;
use latchkey_wallet::Wallet;
use latchkey_wallet::adapter::lock::AppLock;
use latchkey_wallet::error::{Code, Error};
use latchkey_wallet::views::AgentAccess;

use crate::doors::Doors;

/// State of the app, shared by commands, tray and shortcut.
#[derive(Debug)]
pub(crate) struct App {
    wallet: Result<Wallet, Error>,
    doors: Doors,
    _owned: Option<Owned>,
}

/// What lives as long as the app and nobody asks for.
#[derive(Debug)]
pub(crate) struct Owned {
    pub(crate) _lock: AppLock,
    pub(crate) _network: Option<Running>,
}

impl App {
    /// An app with a wallet.
    pub(crate) const fn new(wallet: Wallet, doors: Doors, owned: Owned) -> Self {
        Self { wallet: Ok(wallet), doors, _owned: Some(owned) }
    }

    /// An app that can only say why it does not work.
    pub(crate) const fn broken(why: Error) -> Self {
        Self { wallet: Err(why), doors: Doors::closed(PathBuf::new()), _owned: None }
    }

    /// The wallet.
    ///
    /// # Errors
    /// Why the app could not open it.
    pub(crate) fn wallet(&self) -> Result<&Wallet, Error> {
        self.wallet.as_ref().map_err(Clone::clone)
    }

    /// The agents' doors.
    pub(crate) const fn doors(&self) -> &Doors {
        &self.doors
    }

    /// Starts or ends the session signer, then opens or closes the doors.
    pub(crate) async fn access_set(&self, on: bool) -> Result<AgentAccess, Error> {
        let wallet = self.wallet()?;
        if !on {
            self.doors.close(wallet);
            return wallet.agent_access_set(false).await;
        }
        wallet.agent_access_set(true).await?;
        if let Err(problem) = self.doors.open(wallet).await {
            wallet.agent_access_set(false).await?;
            let advice = "Agents are still shut out. End the other program, then switch on again.";
            return Err(Error::new(Code::Off, problem, advice));
        }
        Ok(wallet.status().await?.agent_access)
    }
}
