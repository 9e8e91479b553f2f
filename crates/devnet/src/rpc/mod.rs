//! JSON-RPC over the chain: one room per family of methods. Batches are answered in order.
//! It knows no HTTP; `serve` brings the bodies.

mod bundler;
mod call;
mod eth;
mod evm;
mod logs;
mod send;
mod shape;
#[cfg(test)]
mod tests;
mod wire;

use serde_json::Value;

pub(crate) use wire::{Params, RpcError, json};
use wire::{Request, Response};

use crate::chain::Chain;

/// Most calls in one batch.
const LARGEST_BATCH: usize = 1_000;

/// The answer of a room: `None` when the method is not its own.
type Answer = Option<Result<Value, RpcError>>;

/// Answers a request body: one call or a batch. `None` when nothing is to be answered (notifications only).
pub(crate) fn answer(chain: &mut Chain, body: &[u8]) -> Option<String> {
    match serde_json::from_slice::<Value>(body) {
        Err(error) => Some(write(&Response::new(None, Err(RpcError::parse(&error))))),
        Ok(Value::Array(calls)) => answer_batch(chain, calls),
        Ok(call) => answer_one(chain, call).map(|response| write(&response)),
    }
}

fn answer_batch(chain: &mut Chain, calls: Vec<Value>) -> Option<String> {
    if calls.is_empty() || calls.len() > LARGEST_BATCH {
        let why = format!("a batch holds 1 to {LARGEST_BATCH} calls");
        return Some(write(&Response::new(None, Err(RpcError::request(&why)))));
    }
    let responses: Vec<Response> =
        calls.into_iter().filter_map(|call| answer_one(chain, call)).collect();
    (!responses.is_empty()).then(|| write(&responses))
}

fn answer_one(chain: &mut Chain, call: Value) -> Option<Response> {
    let id = call.get("id").cloned();
    match serde_json::from_value::<Request>(call) {
        Err(error) => Some(Response::new(id, Err(RpcError::request(&error.to_string())))),
        Ok(request) => {
            let result = dispatch(chain, &request.method, Params::new(request.params));
            tracing::debug!(method = %request.method, ok = result.is_ok(), "answered");
            request.id.map(|id| Response::new(Some(id), result))
        }
    }
}

fn dispatch(chain: &mut Chain, method: &str, mut params: Params) -> Result<Value, RpcError> {
    let params = &mut params;
    eth::answer(chain, method, params)
        .or_else(|| call::answer(chain, method, params))
        .or_else(|| logs::answer(chain, method, params))
        .or_else(|| send::answer(chain, method, params))
        .or_else(|| bundler::answer(chain, method, params))
        .or_else(|| evm::answer(chain, method, params))
        .unwrap_or_else(|| Err(RpcError::method(method)))
}

fn write(response: &impl serde::Serialize) -> String {
    serde_json::to_string(response).unwrap_or_else(|error| {
        format!(r#"{{"jsonrpc":"2.0","id":null,"error":{{"code":-32603,"message":"the answer cannot be written: {error}"}}}}"#)
    })
}
