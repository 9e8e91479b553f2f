//! Closing cuts: listeners, connections, streams and the call that runs.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::open::{AGENT, Open, doors, open, rpc, sent};
use crate::stage::LANDLORD;
use crate::talk::Shim;

/// A payment that is not included for a long time.
async fn slow(open: &Open) -> serde_json::Value {
    open.grant().await;
    open.held.hold(true);
    let mut payment = open.payment(LANDLORD, 5);
    payment["waitSeconds"] = json!(45);
    payment
}

/// Waits until the bundler has it.
async fn under_way(open: &Open) {
    for _ in 0..200 {
        if open.held.sent() > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing was sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_running_http_call_is_cut_at_once() {
    let open = open("a_running_http_call_is_cut").await;
    let payment = slow(&open).await;
    let body = rpc("tools/call", json!({ "name": "execute_transaction", "arguments": payment }));
    let request = open.post().body(body.to_string());
    let call = tokio::spawn(async move { request.send().await.unwrap().text().await });
    under_way(&open).await;
    assert!(!call.is_finished());
    let began = Instant::now();
    open.server.close();
    let cut = tokio::time::timeout(Duration::from_secs(2), call).await.expect("cut").unwrap();
    println!("cut after {:?}", began.elapsed());
    assert!(!cut.unwrap_or_default().contains("included"));
    let url = open.server.http_url().to_owned();
    assert!(reqwest::Client::new().get(url).send().await.is_err(), "nobody listens");
    assert!(!open.socket.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_running_call_of_the_shim_is_answered_at_once() {
    let open = open("a_running_call_of_the_shim").await;
    let payment = slow(&open).await;
    let mut shim = Shim::start(open.home.path(), AGENT, true);
    shim.begin();
    let id =
        shim.send("tools/call", json!({ "name": "execute_transaction", "arguments": payment }));
    let read = shim.send("tools/call", json!({ "name": "get_wallet_address", "arguments": {} }));
    assert_eq!(shim.answer(read)["result"]["isError"], false);
    under_way(&open).await;
    let began = Instant::now();
    open.server.close();
    let answer = shim.answer(id);
    assert!(began.elapsed() < Duration::from_secs(2));
    let error = &crate::open::checked(&answer["result"])["error"];
    assert_eq!(error["code"], "APP_CLOSED", "{answer}");
    assert!(error["message"].as_str().unwrap().contains("nobody knows yet"), "{error}");
    assert!(shim.is_silent());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_races_the_stop_is_refused() {
    let open = open("a_call_that_races_the_stop").await;
    open.stage.wallet.stop_now();
    let answer = open.tool("get_wallet_address", json!({})).await;
    assert_eq!(answer["error"]["code"], "AGENT_ACCESS_OFF", "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doors_open_again_where_they_were() {
    let mut open = open("doors_open_again").await;
    let port = open.server.http_url().rsplit(':').next().unwrap().trim_end_matches("/mcp");
    let kept_alive = reqwest::Client::new();
    let ask = |client: &reqwest::Client| {
        client
            .get(open.server.http_url())
            .header("authorization", format!("Bearer {}", open.token))
            .send()
    };
    assert_eq!(ask(&kept_alive).await.unwrap().status(), 405);
    open.server.close();
    assert!(ask(&kept_alive).await.is_err(), "the kept connection is cut");
    tokio::time::sleep(Duration::from_millis(100)).await;
    let config = latchkey_mcp::server::ServerConfig::new(open.socket.clone())
        .with_http_port(port.parse().unwrap());
    let again =
        latchkey_mcp::server::Server::open(open.stage.wallet.clone(), config).await.unwrap();
    assert_eq!(again.http_url(), open.server.http_url());
    open.server.close();
    assert!(open.socket.exists(), "closing twice does not close the next doors");
    drop(again);
    assert!(!open.socket.exists(), "dropping closes");
    open.server = doors(&open.stage, &open.socket).await;
    assert_eq!(sent(open.post(), &rpc("ping", json!({}))).await.status(), 200);
}
