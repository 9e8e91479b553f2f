//! HTTP under alloy's client.
//!
//! Why: alloy's own transport has no time-outs and reads an answer of any size into memory.
//! Refuses: redirects (an endpoint must not send a request elsewhere), answers above
//! [`MAX_ANSWER_BYTES`], and to put an address into an error, since addresses carry keys.

use std::task::{Context, Poll};
use std::time::Duration;

use alloy::rpc::json_rpc::{RequestPacket, ResponsePacket};
use alloy::transports::{TransportError, TransportErrorKind, TransportFut};
use reqwest::header::CONTENT_TYPE;
use tower::Service;
use url::Url;

/// To open a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// For the whole of a request and its answer.
const TOTAL: Duration = Duration::from_secs(10);
/// Longest answer, in bytes.
const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoAnswer {
    #[error("the address cannot be connected to")]
    NotConnected,
    #[error("it did not answer in time")]
    TimedOut,
    #[error("the connection broke")]
    Broken,
    #[error("it answered with HTTP status {0}")]
    Status(u16),
    #[error("it answered with something that is not JSON-RPC")]
    NotJsonRpc,
    #[error("its answer is longer than 8 MiB")]
    TooLong,
    #[error("this computer cannot make web requests")]
    NoClient,
}

impl From<NoAnswer> for TransportError {
    fn from(reason: NoAnswer) -> Self {
        TransportErrorKind::custom(reason)
    }
}

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::TimedOut
        } else if error.is_connect() {
            Self::NotConnected
        } else {
            Self::Broken
        }
    }
}

/// One address, with its limits.
#[derive(Debug, Clone)]
pub(super) struct Capped {
    client: Option<reqwest::Client>,
    url: Url,
}

impl Capped {
    pub(super) fn new(url: Url) -> Self {
        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("latchkey/", env!("CARGO_PKG_VERSION")));
        if super::address::is_loopback(&url) {
            builder = builder.no_proxy();
        }
        Self { client: builder.build().ok(), url }
    }

    async fn post(self, packet: RequestPacket) -> Result<ResponsePacket, TransportError> {
        let body = serde_json::to_vec(&packet).map_err(TransportError::ser_err)?;
        let (status, answer) = self.exchange(body).await?;
        // Many endpoints wrap a JSON-RPC error in a status of 4xx or 5xx.
        match serde_json::from_slice(&answer) {
            Ok(packet) => Ok(packet),
            Err(_) if !status.is_success() => Err(NoAnswer::Status(status.as_u16()).into()),
            Err(_) => Err(NoAnswer::NotJsonRpc.into()),
        }
    }

    async fn exchange(self, body: Vec<u8>) -> Result<(reqwest::StatusCode, Vec<u8>), NoAnswer> {
        let client = self.client.ok_or(NoAnswer::NoClient)?;
        let request = client.post(self.url).header(CONTENT_TYPE, "application/json").body(body);
        let mut response = request.send().await?;
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if answer.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(NoAnswer::TooLong);
            }
            answer.extend_from_slice(&chunk);
        }
        Ok((response.status(), answer))
    }
}

impl Service<RequestPacket> for Capped {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, packet: RequestPacket) -> Self::Future {
        Box::pin(self.clone().post(packet))
    }
}
