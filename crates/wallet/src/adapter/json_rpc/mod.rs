//! One JSON-RPC endpoint over HTTP, for nodes and bundlers alike.
//!
//! Why: time-outs, size caps, address rules and the reading of errors in one place, under alloy's
//! client.
//! Refuses: other schemes than http and https, redirects, answers above the cap.

mod address;
mod fault;
mod many;
mod transport;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use alloy::rpc::client::RpcClient;
use alloy::rpc::json_rpc::{RpcRecv, RpcSend};

pub use address::{AddressError, endpoint_address};
pub(super) use fault::Refusal;
use fault::network_error;
pub(super) use many::{Answered, Call};

use crate::ports::NetworkError;

/// A client for one address. An address that cannot be used fails each call, not the making.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    client: Result<RpcClient, AddressError>,
    /// It was seen to take no batches.
    one_by_one: Arc<AtomicBool>,
}

impl Endpoint {
    /// For an address as typed by a person.
    pub(super) fn new(address: &str) -> Self {
        let client = endpoint_address(address).map(|url| {
            let local = address::is_loopback(&url);
            RpcClient::new(transport::Capped::new(url), local)
        });
        Self { client, one_by_one: Arc::default() }
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
}
