//! Where agents come in: the local socket for the shim, and HTTP on loopback with a bearer token.
//!
//! Why: both are open exactly while agent access is on.
//! Refuses: any address but this machine's own.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use latchkey_mcp::server::{Server, ServerConfig};
use latchkey_wallet::Wallet;

/// The doors, open or closed.
#[derive(Debug)]
pub(crate) struct Doors {
    socket: PathBuf,
    open: Mutex<Option<Server>>,
}

impl Doors {
    /// Closed doors; the socket will be made at this path.
    #[must_use]
    pub(crate) const fn closed(socket: PathBuf) -> Self {
        Self { socket, open: Mutex::new(None) }
    }

    /// Opens both; does nothing when they are open.
    ///
    /// # Errors
    /// In words, which door could not be opened and why.
    pub(crate) async fn open(&self, wallet: &Wallet) -> Result<(), String> {
        if self.lock().is_some() {
            return Ok(());
        }
        let config = ServerConfig::new(self.socket.clone());
        let server =
            Server::open(wallet.clone(), config).await.map_err(|error| error.to_string())?;
        wallet.http_url_set(Some(server.http_url().to_owned()));
        *self.lock() = Some(server);
        Ok(())
    }

    /// Closes both at once; calls that wait for an answer are cut off.
    pub(crate) fn close(&self, wallet: &Wallet) {
        if let Some(server) = self.lock().take() {
            server.close();
        }
        wallet.http_url_set(None);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Server>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
