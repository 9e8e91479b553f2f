//! `latchkey devnet`: runs a network alone, says where in one line of JSON, and serves until it is told to end.

use std::{io::Write as _, path::PathBuf};

use alloy_primitives::Address;
use serde::Serialize;

use crate::{Config, Devnet, Running, StartError};

/// The line printed when the network answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Ready {
    rpc_url: String,
    bundler_url: String,
    chain_id: u64,
    demo_token: Option<Address>,
    entry_point: Address,
}

/// Why the command ended with a failure.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The network did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The line could not be printed, or signals cannot be waited for.
    #[error("the command cannot go on ({0}); check where its output goes")]
    Io(#[from] std::io::Error),
}

/// Runs a network until SIGINT or SIGTERM (Ctrl-C on Windows). Standard input is not read.
///
/// Prints one line when it answers:
/// `{"rpcUrl":…,"bundlerUrl":…,"chainId":…,"demoToken":…,"entryPoint":…}`.
///
/// # Errors
/// When it cannot start, or its output is closed.
pub async fn serve_cli(
    port: Option<u16>,
    chain_id: u64,
    data: Option<PathBuf>,
) -> Result<(), ServeError> {
    let running = Devnet::start(Config { port, chain_id, data_dir: data, ..Config::default() })?;
    announce(&running)?;
    until_told().await?;
    running.stop();
    Ok(())
}

fn announce(running: &Running) -> Result<(), std::io::Error> {
    let ready = Ready {
        rpc_url: running.rpc_url(),
        bundler_url: running.bundler_url(),
        chain_id: running.chain_id(),
        demo_token: running.demo_token(),
        entry_point: running.entry_point(),
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(&ready)?)?;
    out.flush()
}

#[cfg(unix)]
async fn until_told() -> Result<(), std::io::Error> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn until_told() -> Result<(), std::io::Error> {
    tokio::signal::ctrl_c().await
}
