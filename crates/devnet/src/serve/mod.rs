//! The HTTP side: one POST endpoint on loopback, for programs and pages of this machine only.
//! Bodies are capped; requests that carry a foreign host or web origin are turned away.

mod guard;

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::post,
};

use crate::{chain::Chain, rpc};

/// Largest request body, in bytes.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// The chain, shared by the requests. Whoever holds the lock holds it for one request.
pub(crate) type Shared = Arc<Mutex<Chain>>;

/// The routes.
pub(crate) fn routes(chain: Shared) -> Router {
    Router::new()
        .route("/", post(answer))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn(guard::only_this_machine))
        .with_state(chain)
}

async fn answer(State(chain): State<Shared>, body: Bytes) -> Response {
    let mut chain = chain.lock().unwrap_or_else(PoisonError::into_inner);
    match rpc::answer(&mut chain, &body) {
        Some(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}
