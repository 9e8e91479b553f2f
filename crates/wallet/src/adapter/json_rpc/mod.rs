//! One JSON-RPC endpoint over HTTP, for nodes and bundlers alike.
//!
//! Why: time-outs, size caps, address rules and the reading of errors in one place, under alloy's
//! client.
//! Refuses: other schemes than http and https, redirects, answers above the cap.

mod address;
mod fault;
mod transport;

use std::borrow::Cow;

use alloy::rpc::client::{BatchRequest, RpcClient};
use alloy::rpc::json_rpc::{RpcRecv, RpcSend};

pub use address::{AddressError, endpoint_address};
use fault::network_error;
pub(super) use fault::{Refusal, refusal};

use crate::ports::NetworkError;

/// A client for one address. An address that cannot be used fails each call, not the making.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    client: Result<RpcClient, AddressError>,
}

impl Endpoint {
    /// For an address as typed by a person.
    pub(super) fn new(address: &str) -> Self {
        let client = endpoint_address(address).map(|url| {
            let local = address::is_loopback(&url);
            RpcClient::new(transport::Capped::new(url), local)
        });
        Self { client }
    }

    fn client(&self) -> Result<&RpcClient, NetworkError> {
        self.client.as_ref().map_err(|error| NetworkError::Unreachable(error.to_string()))
    }

    /// One call.
    pub(super) async fn call<P: RpcSend, R: RpcRecv>(
        &self,
        method: &'static str,
        params: P,
    ) -> Result<R, NetworkError> {
        self.client()?.request(Cow::Borrowed(method), params).await.map_err(network_error)
    }

    /// An empty batch.
    pub(super) fn batch(&self) -> Result<Batch<'_>, NetworkError> {
        Ok(Batch(self.client()?.new_batch()))
    }
}

/// Calls that travel together.
pub(super) struct Batch<'a>(BatchRequest<'a>);

/// The answer to one call of a batch.
pub(super) struct Waiting<R>(alloy::rpc::client::Waiter<R>);

impl Batch<'_> {
    /// Adds a call.
    pub(super) fn add<P: RpcSend, R: RpcRecv>(
        &mut self,
        method: &'static str,
        params: &P,
    ) -> Result<Waiting<R>, NetworkError> {
        self.0.add_call(method, params).map(Waiting).map_err(network_error)
    }

    /// Sends all of it; every [`Waiting`] has its answer after that.
    pub(super) async fn send(self) -> Result<(), NetworkError> {
        self.0.send().await.map_err(network_error)
    }
}

impl<R: RpcRecv> Waiting<R> {
    /// The answer, or why there is none.
    pub(super) async fn answer(self) -> Result<R, Refusal> {
        self.0.await.map_err(refusal)
    }
}
