//! The doors agents come in by: HTTP on loopback, and the local socket of the shim.
//!
//! Why: both are open exactly while the owner lets agents in, and closing them cuts what runs.
//! Refuses: other machines, other users of this machine, web pages, and calls without an agent.

mod cut;
mod desk;
mod door;
mod error;
#[cfg(unix)]
mod hello;
mod http;
mod limits;
mod line_cap;
mod replay;
#[cfg(unix)]
mod socket;

use std::path::PathBuf;
use std::sync::Arc;

use latchkey_wallet::Wallet;
use tokio_util::sync::CancellationToken;

use desk::Desk;
pub use error::ServeError;

/// Largest request on either door, in bytes.
const REQUEST_MAX: usize = 256 * 1024;

/// Where to listen.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    socket: PathBuf,
    http_port: Option<u16>,
}

impl ServerConfig {
    /// The shim's socket at this path, HTTP on the preferred port or, if another program has that,
    /// on any free one.
    #[must_use]
    pub const fn new(socket: PathBuf) -> Self {
        Self { socket, http_port: None }
    }

    /// HTTP on this port and no other; 0 = any free one.
    #[must_use]
    pub const fn with_http_port(mut self, port: u16) -> Self {
        self.http_port = Some(port);
        self
    }
}

/// The open doors. Closed when dropped.
#[derive(Debug)]
pub struct Server {
    http_url: String,
    socket: PathBuf,
    off: CancellationToken,
}

impl Server {
    /// Opens both doors.
    ///
    /// # Errors
    /// Which door could not be opened, why, and what to do. Then neither is open.
    pub async fn open(wallet: Wallet, config: ServerConfig) -> Result<Self, ServeError> {
        let off = CancellationToken::new();
        let desk = Arc::new(Desk::new(wallet, off.clone()));
        let listener = http::bind(config.http_port).await?;
        let address =
            listener.local_addr().map_err(|source| ServeError::Http { port: 0, source })?;
        #[cfg(unix)]
        socket::open(Arc::clone(&desk), &config.socket).await?;
        http::serve(desk, listener, address);
        let http_url = format!("http://{address}{}", http::PATH);
        Ok(Self { http_url, socket: config.socket, off })
    }

    /// Address of the HTTP endpoint.
    #[must_use]
    pub fn http_url(&self) -> &str {
        &self.http_url
    }

    /// Closes both at once: calls that run are dropped, connections cut, the socket removed.
    pub fn close(&self) {
        if !self.off.is_cancelled() {
            self.off.cancel();
            if let Err(error) = std::fs::remove_file(&self.socket) {
                tracing::warn!(%error, "the agents' socket could not be removed");
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.close();
    }
}
