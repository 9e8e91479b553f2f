//! Streamable HTTP on loopback, a bearer token per agent.
//!
//! Why: for clients that cannot start a program.
//! Refuses: other machines, web pages (Host, Origin, content type), tokens anywhere but in the
//! `Authorization` header, sessions (a session id would speak for whoever holds it), big bodies.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use latchkey_wallet::use_case::{MCP_PATH, MCP_PORT, token_sha256};
use rmcp::transport::StreamableHttpServerConfig;
use rmcp::transport::streamable_http_server::StreamableHttpService;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::cut::Cut;
use super::desk::{Caller, Desk, Road};
use super::door::Door;
use super::{REQUEST_MAX, ServeError};

/// Path of the endpoint.
pub(super) const PATH: &str = MCP_PATH;

/// Longest token that is looked at, in bytes.
const TOKEN_MAX: usize = 256;
const TRIES: u8 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(60);

/// Listens on the asked port and no other, or on the preferred one and, when another program has
/// that, on any.
pub(super) async fn bind(asked: Option<u16>) -> Result<TcpListener, ServeError> {
    let failed = |port| move |source| ServeError::Http { port, source };
    if let Some(port) = asked {
        return listen(port).await.map_err(failed(port));
    }
    for _ in 0..TRIES {
        match listen(MCP_PORT).await {
            Ok(listener) => return Ok(listener),
            // Our own listener of a moment ago may not be gone yet.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                tokio::time::sleep(BETWEEN_TRIES).await;
            }
            Err(_unusable) => break,
        }
    }
    listen(0).await.map_err(failed(MCP_PORT))
}

async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await
}

/// Serves until the desk's token is cancelled.
pub(super) fn serve(desk: Arc<Desk>, listener: TcpListener, address: SocketAddr) {
    let off = desk.off.clone();
    let door = Door::of_requests(Arc::clone(&desk));
    let config = settings(address.port(), off.child_token());
    let protocol = StreamableHttpService::new(
        move || Ok(door.clone()),
        Arc::new(NeverSessionManager::default()),
        config,
    );
    let app = Router::new()
        .route_service(PATH, protocol)
        .route_layer(middleware::from_fn_with_state(desk, admit));
    let listener = Loopback { listener, off: off.clone() };
    tokio::spawn(off.run_until_cancelled_owned(async move {
        if let Err(error) = axum::serve(listener, app).await {
            tracing::error!(%error, "the agents' HTTP door closed by itself");
        }
    }));
}

fn settings(port: u16, off: CancellationToken) -> StreamableHttpServerConfig {
    let own = [format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}")];
    StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_max_request_body_bytes(REQUEST_MAX)
        .with_allowed_hosts(["127.0.0.1", "localhost", "[::1]"])
        .with_allowed_origins(own)
        .enforce_origin_validation()
        .with_cancellation_token(off)
}

/// Lets a request with the token of an agent through.
async fn admit(State(desk): State<Arc<Desk>>, mut request: Request, next: Next) -> Response {
    let Some(token) = bearer(request.headers()) else { return unknown() };
    // Only the digest is looked up: how long that takes says nothing about a token.
    match desk.wallet.agent_by_token(token_sha256(token)).await {
        Ok(Some(agent)) => {
            request.extensions_mut().insert(Caller { agent_id: agent.id, road: Road::Http });
            next.run(request).await
        }
        Ok(None) => unknown(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    }
}

/// The token of the one `Authorization: Bearer` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (one, more) = (all.next()?, all.next());
    let (scheme, token) = one.to_str().ok()?.split_once(' ')?;
    let fits = more.is_none() && scheme.eq_ignore_ascii_case("bearer") && token.len() <= TOKEN_MAX;
    fits.then_some(token.trim())
}

fn unknown() -> Response {
    let advice = "No agent has this token. Put it into the header \"Authorization: Bearer …\"; \
                  Latchkey shows it once, when the agent is added.";
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")], advice).into_response()
}

/// Accepts connections and cuts them when the door closes.
struct Loopback {
    listener: TcpListener,
    off: CancellationToken,
}

impl axum::serve::Listener for Loopback {
    type Io = Cut<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, from)) => {
                    // Without this the parts of a streamed answer wait for each other.
                    if let Err(error) = stream.set_nodelay(true) {
                        tracing::debug!(%error, "no TCP_NODELAY");
                    }
                    return (Cut::new(stream, self.off.clone()), from);
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(BETWEEN_TRIES).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_stepped_aside_only_if_nobody_asked_for_it() {
        let holder = listen(MCP_PORT).await;
        let aside = bind(None).await.unwrap().local_addr().unwrap();
        assert!(aside.ip().is_loopback());
        assert_ne!(aside.port(), MCP_PORT, "held by {holder:?}");
        let held = listen(0).await.unwrap();
        let taken = held.local_addr().unwrap().port();
        let refused = bind(Some(taken)).await.unwrap_err().to_string();
        assert!(refused.contains(&taken.to_string()), "{refused}");
    }

    #[test]
    fn one_bearer_header_and_no_more() {
        let read = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::AUTHORIZATION, value.parse().unwrap());
            }
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(read(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(read(&["bearer abc"]).as_deref(), Some("abc"));
        let long = format!("Bearer {}", "a".repeat(300));
        for bad in [&["Bearer"][..], &["Basic abc"], &["Bearer a", "Bearer b"], &[], &[&long]] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}
