//! Who may talk over HTTP: only programs of this machine that hold an agent's token.

use latchkey_mcp::server::{Server, ServerConfig};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::open::{Open, answered, open, rpc, sent};

fn list() -> Value {
    rpc("tools/list", json!({}))
}

async fn status(request: reqwest::RequestBuilder) -> StatusCode {
    sent(request, &list()).await.status()
}

/// Everything but the token.
fn tokenless(open: &Open) -> reqwest::RequestBuilder {
    Client::new()
        .post(open.server.http_url())
        .header("accept", "application/json, text/event-stream")
        .header("content-type", "application/json")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_token_in_its_header_opens() {
    let open = open("only_the_token_in_its_header_opens").await;
    assert_eq!(status(open.post()).await, StatusCode::OK);
    let refused = sent(tokenless(&open), &list()).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(refused.headers()["www-authenticate"], "Bearer");
    assert!(!refused.text().await.unwrap().contains("get_balance"));
    let token = open.token.clone();
    for header in
        [format!("bearer{token}"), format!("Basic {token}"), token.clone(), "Bearer lk_0".into()]
    {
        assert_eq!(
            status(tokenless(&open).header("authorization", &header)).await,
            401,
            "{header}"
        );
    }
    let twice = open.post().header("authorization", "Bearer lk_0");
    assert_eq!(status(twice).await, StatusCode::UNAUTHORIZED);
    let cookie = tokenless(&open).header("cookie", format!("token={token}"));
    assert_eq!(status(cookie).await, StatusCode::UNAUTHORIZED);
    let query = format!("{}?token={token}&access_token={token}", open.server.http_url());
    let query = Client::new().post(query).header("content-type", "application/json");
    assert_eq!(status(query).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_agent_is_out_with_the_next_request() {
    let open = open("a_removed_agent_is_out").await;
    assert_eq!(status(open.post()).await, StatusCode::OK);
    open.stage.wallet.agent_remove(open.stage.agent).await.unwrap();
    assert_eq!(status(open.post()).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn web_pages_and_rebound_names_are_refused() {
    let open = open("web_pages_and_rebound_names").await;
    let port = open.server.http_url().rsplit(':').next().unwrap().split('/').next().unwrap();
    for host in ["evil.example.com", "169.254.169.254", "127.0.0.1.nip.io"] {
        assert_eq!(status(open.post().header("host", host)).await, 403, "{host}");
    }
    let foreign = format!("http://evil.com:{port}");
    for origin in ["https://evil.example.com", "null", "http://localhost:3000", foreign.as_str()] {
        assert_eq!(status(open.post().header("origin", origin)).await, 403, "{origin}");
    }
    let own = sent(open.post().header("origin", format!("http://127.0.0.1:{port}")), &list()).await;
    assert_eq!(own.status(), StatusCode::OK);
    assert!(!own.headers().contains_key("access-control-allow-origin"));
    let preflight = Client::new()
        .request(reqwest::Method::OPTIONS, open.server.http_url())
        .header("origin", "https://evil.example.com")
        .header("access-control-request-method", "POST")
        .send()
        .await
        .unwrap();
    assert!(!preflight.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_methods_paths_and_bodies_are_refused() {
    let open = open("other_methods_paths_and_bodies").await;
    let url = open.server.http_url();
    let bearer = format!("Bearer {}", open.token);
    for method in [reqwest::Method::GET, reqwest::Method::DELETE, reqwest::Method::PUT] {
        let asked = Client::new().request(method.clone(), url).header("authorization", &bearer);
        let asked = asked.header("accept", "text/event-stream").send().await.unwrap();
        assert_eq!(asked.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    let base = url.trim_end_matches("/mcp");
    for path in [
        "/.well-known/oauth-protected-resource",
        "/.well-known/oauth-authorization-server/mcp",
        "/",
    ] {
        let asked = Client::new().get(format!("{base}{path}")).send().await.unwrap();
        assert_eq!(asked.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let plain = Client::new().post(url).header("authorization", &bearer);
    let plain = plain.header("accept", "application/json, text/event-stream");
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let refused = status(plain.try_clone().unwrap().header("content-type", kind)).await;
        assert_eq!(refused, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    for body in ["{not json", "[]", "42", &"[".repeat(100_000), r#"{"jsonrpc":"1.0"}"#] {
        let refused = open.post().body(body.to_owned()).send().await.unwrap().status();
        assert!(refused.is_client_error(), "{refused} for {}", &body[..body.len().min(20)]);
    }
    let big = rpc(
        "tools/call",
        json!({ "name": "get_balance", "arguments": { "x": "A".repeat(300_000) } }),
    );
    assert_eq!(sent(open.post(), &big).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(status(open.post()).await, StatusCode::OK, "still alive");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_offered_is_not_answered() {
    let open = open("what_is_not_offered").await;
    for method in ["prompts/list", "resources/list", "resources/templates/list", "no/such"] {
        let answer = answered(sent(open.post(), &rpc(method, json!({}))).await).await;
        assert_eq!(answer["error"]["code"], -32601, "{method}: {answer}");
    }
    let unknown = rpc("tools/call", json!({ "name": "no_such_tool", "arguments": {} }));
    let answer = answered(sent(open.post(), &unknown).await).await;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_port_is_said_or_stepped_aside() {
    let open = open("a_taken_port").await;
    let port = open.server.http_url().rsplit(':').next().unwrap().split('/').next().unwrap();
    let other = open.home.path().join("other/mcp.sock");
    let config = ServerConfig::new(other.clone()).with_http_port(port.parse().unwrap());
    let refused = Server::open(open.stage.wallet.clone(), config).await.unwrap_err().to_string();
    assert!(refused.contains(port) && refused.contains("another port"), "{refused}");
    assert!(!other.exists(), "neither door is open");
    let taken = ServerConfig::new(open.socket.clone()).with_http_port(0);
    let refused = Server::open(open.stage.wallet.clone(), taken).await.unwrap_err().to_string();
    assert!(refused.contains("already listens"), "{refused}");
    std::fs::create_dir_all(other.parent().unwrap()).unwrap();
    std::fs::write(&other, "mine").unwrap();
    let in_the_way = ServerConfig::new(other.clone()).with_http_port(0);
    let refused =
        Server::open(open.stage.wallet.clone(), in_the_way).await.unwrap_err().to_string();
    assert!(refused.contains("Remove it"), "{refused}");
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "mine");
}
