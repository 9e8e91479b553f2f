//! Many calls at once.
//!
//! Why: one round trip instead of many. Some endpoints take no batches, or only short ones; those
//! are asked one by one, a few at a time.
//! Refuses: to try the second way when the endpoint cannot be reached at all.

use std::borrow::Cow;
use std::sync::atomic::Ordering;

use alloy::rpc::client::{RpcClient, Waiter};
use alloy::rpc::json_rpc::RpcError;
use alloy::transports::{TransportError, TransportErrorKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};
use tokio::task::JoinSet;

use super::fault::{network_error, refusal};
use super::transport::NoAnswer;
use super::{Endpoint, Refusal};
use crate::ports::NetworkError;

/// Most single calls in the air.
const AT_ONCE: usize = 8;

/// One call, ready to travel.
#[derive(Debug, Clone)]
pub(in crate::adapter) struct Call {
    method: &'static str,
    params: Box<RawValue>,
}

impl Call {
    pub(in crate::adapter) fn new(
        method: &'static str,
        params: &impl Serialize,
    ) -> Result<Self, NetworkError> {
        let params = to_raw_value(params)
            .map_err(|_error| NetworkError::Unreachable("it cannot be asked that".to_owned()))?;
        Ok(Self { method, params })
    }
}

/// The answer to one call.
#[derive(Debug)]
pub(in crate::adapter) struct Answered(Result<Box<RawValue>, Refusal>);

impl Answered {
    fn new(answer: Result<Box<RawValue>, TransportError>) -> Self {
        Self(answer.map_err(refusal))
    }

    /// The result, if there is one and it is of this type.
    pub(in crate::adapter) fn parse<T: DeserializeOwned>(self) -> Result<T, Refusal> {
        let nonsense = || NetworkError::Unreachable(NoAnswer::NotJsonRpc.to_string());
        serde_json::from_str(self.0?.get()).map_err(|_error| Refusal::Network(nonsense()))
    }
}

impl Endpoint {
    /// Asks all of these; the answers come in their order, exactly as many.
    pub(in crate::adapter) async fn many(
        &self,
        calls: Vec<Call>,
    ) -> Result<std::vec::IntoIter<Answered>, NetworkError> {
        let client = self.client()?;
        if !self.one_by_one.load(Ordering::Relaxed) {
            match batched(client, &calls).await {
                Ok(answers) => return Ok(answers.into_iter()),
                Err(error) if takes_no_batch(&error) => {}
                Err(error) => return Err(network_error(error)),
            }
        }
        let answers = one_by_one(client, calls).await?;
        self.one_by_one.store(true, Ordering::Relaxed);
        Ok(answers.into_iter())
    }
}

/// Whether the same calls may still be answered one by one. Not after "too many requests" (429).
fn takes_no_batch(error: &TransportError) -> bool {
    let RpcError::Transport(kind) = error else { return false };
    if let TransportErrorKind::Custom(reason) = kind {
        let refused = |status| matches!(status, 400 | 403 | 405 | 413 | 415 | 422);
        return match reason.downcast_ref() {
            Some(NoAnswer::Status(status)) => refused(*status),
            reason => reason == Some(&NoAnswer::NotJsonRpc),
        };
    }
    matches!(kind, TransportErrorKind::MissingBatchResponse(_))
}

async fn batched(client: &RpcClient, calls: &[Call]) -> Result<Vec<Answered>, TransportError> {
    let mut batch = client.new_batch();
    let mut waiting: Vec<Waiter<Box<RawValue>>> = Vec::with_capacity(calls.len());
    for call in calls {
        waiting.push(batch.add_call(call.method, &call.params)?);
    }
    batch.send().await?;
    let mut answers = Vec::with_capacity(waiting.len());
    for one in waiting {
        match one.await {
            Err(error) if takes_no_batch(&error) => return Err(error),
            answer => answers.push(Answered::new(answer)),
        }
    }
    Ok(answers)
}

async fn one_by_one(client: &RpcClient, calls: Vec<Call>) -> Result<Vec<Answered>, NetworkError> {
    let mut answers = Vec::with_capacity(calls.len());
    let mut calls = calls.into_iter();
    // Alone, so that an endpoint that does not answer is not asked eight times.
    if let Some(call) = calls.next() {
        match single(client.clone(), call).await {
            Err(error @ RpcError::Transport(_)) => return Err(network_error(error)),
            answer => answers.push(Answered::new(answer)),
        }
    }
    loop {
        let mut group = JoinSet::new();
        for (place, call) in calls.by_ref().take(AT_ONCE).enumerate() {
            let asked = single(client.clone(), call);
            group.spawn(async move { (place, asked.await) });
        }
        if group.is_empty() {
            return Ok(answers);
        }
        let mut part = group.join_all().await;
        part.sort_by_key(|(place, _)| *place);
        answers.extend(part.into_iter().map(|(_, answer)| Answered::new(answer)));
    }
}

async fn single(client: RpcClient, call: Call) -> Result<Box<RawValue>, TransportError> {
    client.request(Cow::Borrowed(call.method), call.params).await
}
