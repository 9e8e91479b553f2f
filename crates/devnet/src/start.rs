//! Starting and stopping: the port first, then the state, then a thread of its own that serves.
//! The caller's runtime, if it has one, is not used.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use alloy_primitives::Address;
use tokio::sync::oneshot;

use crate::{
    chain::{Chain, Contracts},
    config::Config,
    error::StartError,
    genesis::GenesisState,
    serve::{self, Shared},
};

/// How long open requests may take after `stop`.
const GRACE: Duration = Duration::from_millis(500);

/// The built-in local network.
#[derive(Debug, Clone, Copy)]
pub struct Devnet;

/// A network that answers. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    chain_id: u64,
    contracts: Contracts,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Devnet {
    /// Starts a network; when this returns, it answers.
    ///
    /// # Errors
    /// When the port is taken, the data folder is in use, unreadable or damaged: see [`StartError`].
    pub fn start(config: Config) -> Result<Running, StartError> {
        let listener = listen(config.port.unwrap_or(0))?;
        let listen_error = |source| StartError::Listen { port: config.port.unwrap_or(0), source };
        let address = listener.local_addr().map_err(listen_error)?;
        listener.set_nonblocking(true).map_err(listen_error)?;
        let genesis =
            GenesisState::embedded().map_err(|error| StartError::Genesis(error.to_string()))?;
        let chain = Chain::open(&config, genesis)?;
        let contracts = chain.contracts;
        let (stop, stopped) = oneshot::channel();
        chain.block_interval.send_replace(config.block_interval.filter(|every| !every.is_zero()));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(StartError::Thread)?;
        let serve = move || {
            let served = runtime.block_on(serve(listener, Arc::new(Mutex::new(chain)), stopped));
            if let Err(error) = served {
                tracing::error!(%error, "the local network stopped answering");
            }
        };
        let thread = thread::Builder::new()
            .name("latchkey-devnet".into())
            .spawn(serve)
            .map_err(StartError::Thread)?;
        Ok(Running {
            address,
            chain_id: config.chain_id,
            contracts,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Running {
    /// Where JSON-RPC is answered.
    #[must_use]
    pub fn rpc_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where ERC-4337 bundler methods are answered: the same place.
    #[must_use]
    pub fn bundler_url(&self) -> String {
        self.rpc_url()
    }

    /// The port that is listened on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// EIP-155 chain id.
    #[must_use]
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// EntryPoint 0.7.
    #[must_use]
    pub fn entry_point(&self) -> Address {
        self.contracts.entry_point
    }

    /// The demo token (6 decimals) that the faucet mints; `None` when the genesis has none.
    #[must_use]
    pub fn demo_token(&self) -> Option<Address> {
        self.contracts.demo_token
    }

    /// Ends it: open requests get half a second, then the state is on disk and the port is free.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may be gone already; then there is nobody to tell.
            let _ = stop.send(());
        }
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the local network's thread had stopped by a panic");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

fn listen(port: u16) -> Result<TcpListener, StartError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|source| {
        if source.kind() == io::ErrorKind::AddrInUse {
            StartError::PortTaken { port }
        } else {
            StartError::Listen { port, source }
        }
    })
}

async fn serve(
    listener: TcpListener,
    chain: Shared,
    stopped: oneshot::Receiver<()>,
) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let (drain, draining) = oneshot::channel::<()>();
    let wait = async { draining.await.unwrap_or_default() };
    let server =
        axum::serve(listener, serve::routes(Arc::clone(&chain))).with_graceful_shutdown(wait);
    let mut server = std::pin::pin!(server.into_future());
    tokio::select! {
        ended = &mut server => return ended,
        _ = stopped => {}
        () = mine_regularly(&chain) => {}
    }
    let _ = drain.send(());
    tokio::time::timeout(GRACE, server).await.unwrap_or(Ok(()))
}

/// Mines an empty block every interval, while there is one; never ends.
async fn mine_regularly(chain: &Shared) {
    let mut interval = lock(chain).block_interval.subscribe();
    loop {
        let every = *interval.borrow_and_update();
        let wait = async {
            match every {
                Some(every) => tokio::time::sleep(every).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = interval.changed() => {}
            () = wait => {
                if let Err(error) = lock(chain).mine_empty() {
                    tracing::error!(%error, "no empty block was mined");
                }
            }
        }
    }
}

fn lock(chain: &Shared) -> MutexGuard<'_, Chain> {
    chain.lock().unwrap_or_else(PoisonError::into_inner)
}
