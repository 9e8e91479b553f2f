//! Who may ask: programs of this machine, and web pages that this machine itself serves.
//! The Host header is checked because a foreign name may be made to point at loopback; the Origin
//! header, because any page in a browser can reach loopback.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Lets a request of this machine through, and tells local pages that they may read the answer.
pub(super) async fn only_this_machine(request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !host_is_local(headers) {
        return (
            StatusCode::FORBIDDEN,
            "the local network answers only under a loopback host name",
        )
            .into_response();
    }
    let origin = headers.get(header::ORIGIN).cloned();
    if origin.as_ref().is_some_and(|origin| !origin_is_local(origin)) {
        return (StatusCode::FORBIDDEN, "the local network answers no foreign web pages")
            .into_response();
    }
    let mut response = match *request.method() {
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        _ => next.run(request).await,
    };
    if let Some(origin) = origin {
        allow(response.headers_mut(), origin);
    }
    response
}

fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    let fixed: [(HeaderName, &str); 3] = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::VARY, "origin"),
    ];
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
}

fn host_is_local(headers: &HeaderMap) -> bool {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).is_some_and(authority_is_local)
}

fn origin_is_local(origin: &HeaderValue) -> bool {
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    authority.is_some_and(|(_, authority)| authority_is_local(authority))
}

/// Whether `host` or `host:port` names loopback.
fn authority_is_local(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => host,
        Some(_) | None => authority,
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&host)
}

#[cfg(test)]
mod tests {
    use super::authority_is_local;

    #[test]
    fn knows_loopback_names() {
        assert!(
            ["127.0.0.1:8545", "localhost", "[::1]:1", "127.0.0.1"]
                .into_iter()
                .all(authority_is_local)
        );
    }

    #[test]
    fn knows_foreign_names() {
        let foreign = ["example.com", "127.0.0.1.example.com:80", "localhost.example", "null", ""];
        assert!(!foreign.into_iter().any(authority_is_local));
    }
}
