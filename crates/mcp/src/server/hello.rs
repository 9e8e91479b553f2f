//! One connection of the shim: its first line says for which agent it comes, then the protocol.
//!
//! Wire: newline-delimited JSON. `{"latchkey":1,"agent":"NAME"}` or `{"latchkey":1,"token":"…"}`
//! is answered `{"ok":true}` or `{"ok":false,"code":…,"message":…}`; when the door closes,
//! `{"latchkey":1,"closed":"AGENT_ACCESS_OFF"}` comes last.
//! Refuses: a first line that is late or long, and an agent nobody added.

use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream as Raw;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use latchkey_core::text;
use latchkey_wallet::use_case::token_sha256;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;

use super::REQUEST_MAX;
use super::desk::{Caller, Desk, Road};
use super::door::Door;
use super::line_cap::LineCap;
use crate::tool::{ErrorCode, ToolError};

/// Version of the first line.
const VERSION: u32 = 1;
const HELLO_MAX: u64 = 4_096;
const HELLO_WITHIN: Duration = Duration::from_secs(2);
const FAREWELL: &[u8] = b"\n{\"latchkey\":1,\"closed\":\"AGENT_ACCESS_OFF\"}\n";

/// The first line.
#[derive(Deserialize)]
struct Hello {
    latchkey: u32,
    agent: Option<String>,
    token: Option<String>,
}

/// The answer to it.
#[derive(Serialize)]
struct Reply {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ToolError>,
}

/// Serves one connection to its end, or until the door closes.
pub(super) async fn serve(desk: Arc<Desk>, stream: UnixStream) {
    let Ok((stream, raw)) = doubled(stream) else { return };
    let off = desk.off.clone();
    let mut talk = pin!(talk(desk, stream));
    tokio::select! {
        biased;
        // Said before the protocol is dropped, which would close the pipe.
        () = off.cancelled() => farewell(&raw),
        () = &mut talk => {}
    }
    drop(raw.shutdown(Shutdown::Both));
}

/// The same connection twice: the protocol owns one, the farewell needs the other.
fn doubled(stream: UnixStream) -> std::io::Result<(UnixStream, Raw)> {
    let raw = stream.into_std()?;
    let other = raw.try_clone()?;
    Ok((UnixStream::from_std(raw)?, other))
}

/// Tells the shim why; what does not fit into the pipe at once is left.
fn farewell(mut raw: &Raw) {
    if let Err(error) = raw.write(FAREWELL) {
        tracing::debug!(%error, "no farewell");
    }
}

async fn talk(desk: Arc<Desk>, stream: UnixStream) {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let hello = tokio::time::timeout(HELLO_WITHIN, first_line(&mut read)).await;
    let Ok(Some(hello)) = hello else { return };
    let known = who(&desk, hello).await;
    let reply = Reply { ok: known.is_ok(), error: known.as_ref().err().cloned() };
    let Ok(mut line) = serde_json::to_vec(&reply) else { return };
    line.push(b'\n');
    if write.write_all(&line).await.is_err() {
        return;
    }
    let Ok(caller) = known else { return };
    let reader = LineCap::new(read, REQUEST_MAX);
    match rmcp::service::serve_server(Door::of(desk, caller), (reader, write)).await {
        Ok(running) => drop(running.waiting().await),
        Err(error) => tracing::debug!(%error, "a shim left before it asked anything"),
    }
}

async fn first_line(read: &mut (impl AsyncBufReadExt + Unpin)) -> Option<Hello> {
    let mut line = String::new();
    read.take(HELLO_MAX).read_line(&mut line).await.ok()?;
    let hello: Hello = serde_json::from_str(&line).ok()?;
    (hello.latchkey == VERSION).then_some(hello)
}

/// The agent that is meant.
async fn who(desk: &Desk, hello: Hello) -> Result<Caller, ToolError> {
    let found = match (hello.token, hello.agent) {
        (Some(token), _) => desk.wallet.agent_by_token(token_sha256(&token)).await?,
        (None, Some(name)) => {
            let agents = desk.wallet.agent_list().await?;
            let lower = name.to_lowercase();
            let found = agents.into_iter().find(|agent| agent.name.to_lowercase() == lower);
            return found.map(|agent| caller(agent.id)).ok_or_else(|| no_agent(&name));
        }
        (None, None) => None,
    };
    found.map(|agent| caller(agent.id)).ok_or_else(|| no_agent(""))
}

const fn caller(agent_id: u32) -> Caller {
    Caller { agent_id, road: Road::Socket }
}

fn no_agent(name: &str) -> ToolError {
    let shown = text::clean(name, text::NAME_MAX);
    let message = if shown.is_empty() {
        "Latchkey knows no agent with this token.".to_owned()
    } else {
        format!("Latchkey knows no agent named “{shown}”.")
    };
    ToolError::new(ErrorCode::UnknownAgent, message).suggest(
        "The owner adds it in Latchkey, on the Agents page; the name in the client's settings \
         (--agent) must be the same.",
    )
}
