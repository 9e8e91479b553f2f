//! The chain adapter against nodes that answer well, badly, late and without end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use alloy_primitives::{Address, Bytes};
use latchkey_tests::endpoint::{Reply, StubEndpoint};
use latchkey_wallet::adapter::rpc::RpcChain;
use latchkey_wallet::ports::{BlockRef, Chain, NetworkError, Read};
use serde_json::{Value, json};

/// What a good node says about chain 7 at block 16.
pub(crate) fn good(method: &str) -> Result<Value, Value> {
    match method {
        "eth_chainId" => Ok(json!("0x7")),
        "eth_getBlockByNumber" => {
            Ok(json!({"number": "0x10", "timestamp": "0x6b49d200", "extra": [1]}))
        }
        "eth_call" => {
            Err(json!({"code": 3, "message": "execution reverted", "data": "0x59d52e40"}))
        }
        "eth_getBalance" => Ok(json!("0x100")),
        "eth_getCode" => Ok(json!("0x6001")),
        other => Err(json!({"code": -32601, "message": format!("no method {other}")})),
    }
}

fn reads() -> Vec<Read> {
    let one = Address::repeat_byte(1);
    vec![
        Read::Call { to: one, data: Bytes::from_static(&[1, 2]) },
        Read::Balance(one),
        Read::Code(one),
    ]
}

#[tokio::test]
async fn everything_is_read_in_one_batch_at_one_block() {
    let node = StubEndpoint::calls(|method, _| good(method)).await;
    let answers = RpcChain::new(7, node.url()).read(reads()).await.unwrap();
    assert_eq!(answers.at, BlockRef { number: 16, timestamp: 0x6b49_d200, hash: None });
    let mut word = [0; 32];
    word[30] = 1;
    assert_eq!(
        answers.answers,
        [
            Err(Bytes::from_static(&[0x59, 0xd5, 0x2e, 0x40])),
            Ok(Bytes::from(word)),
            Ok(Bytes::from_static(&[0x60, 1])),
        ]
    );
    let seen = node.seen();
    assert_eq!(seen.len(), 2, "one request for the block, one for everything else");
    let batch = seen[1].as_array().unwrap();
    assert_eq!(batch.len(), 3);
    assert!(batch.iter().all(|call| call["params"][1] == "0x10"), "{batch:?}");
    let account = format!("{:#x}", Address::repeat_byte(1));
    assert_eq!(batch[0]["params"][0], json!({"to": account, "data": "0x0102"}));
}

#[tokio::test]
async fn more_than_a_batch_may_hold_is_still_read_at_one_block() {
    let node = StubEndpoint::calls(|method, _| good(method)).await;
    let many = vec![Read::Balance(Address::ZERO); 250];
    let answers = RpcChain::new(7, node.url()).read(many).await.unwrap();
    assert_eq!(answers.answers.len(), 250);
    let seen = node.seen();
    assert_eq!(seen.iter().map(|body| body.as_array().unwrap().len()).max(), Some(100));
    for call in seen[1..].iter().flat_map(|body| body.as_array().unwrap()) {
        assert_eq!(call["params"][1], "0x10");
    }
}

#[tokio::test]
async fn a_node_that_takes_no_batches_is_asked_one_by_one_at_the_same_block() {
    let too_many =
        json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32600, "message": "no"}});
    for refused in [Reply::Http(200, too_many.to_string()), Reply::Http(413, String::new())] {
        let node = StubEndpoint::replying(move |body| match body["method"].as_str() {
            None => refused.clone(),
            Some(method) => {
                let answer = match good(method) {
                    Ok(result) => json!({"jsonrpc": "2.0", "id": body["id"], "result": result}),
                    Err(error) => json!({"jsonrpc": "2.0", "id": body["id"], "error": error}),
                };
                Reply::Http(200, answer.to_string())
            }
        })
        .await;
        let chain = RpcChain::new(7, node.url());
        let many = [reads(), vec![Read::Balance(Address::ZERO); 20], reads()].concat();
        let answers = chain.read(many).await.unwrap().answers;
        assert_eq!(answers.len(), 26);
        assert!(answers[0].is_err() && answers[23].is_err() && answers[2] == answers[25]);
        let seen = node.seen();
        assert_eq!(seen.iter().filter(|body| body.is_array()).count(), 1, "tried once, then known");
        let pinned = |body: &&Value| body["params"][1] == "0x10";
        assert_eq!(seen.iter().filter(pinned).count(), 26);
    }
}

#[tokio::test]
async fn a_node_of_another_chain_is_found_out_before_anything_is_believed() {
    let node = StubEndpoint::calls(|method, _| good(method)).await;
    let chain = RpcChain::new(8, node.url());
    let wrong = NetworkError::WrongChain { expected: 8, got: 7 };
    assert_eq!(chain.head().await, Err(wrong.clone()));
    assert_eq!(chain.read(reads()).await, Err(wrong.clone()));
    assert_eq!(chain.fees().await, Err(wrong));
}

#[tokio::test]
async fn a_question_the_node_cannot_answer_is_asked_once_more_and_never_taken_for_a_no() {
    for (failures, works) in [(1, true), (2, false)] {
        let failed = AtomicUsize::new(0);
        let node = StubEndpoint::calls(move |method, _| match method {
            "eth_getCode" if failed.fetch_add(1, Ordering::SeqCst) < failures => {
                Err(json!({"code": -32000, "message": "header not found"}))
            }
            _ => good(method),
        })
        .await;
        let answer = RpcChain::new(7, node.url()).read(reads()).await;
        assert_eq!(answer.is_ok(), works, "{answer:?}");
        if let Err(error) = answer {
            assert!(matches!(error, NetworkError::Rejected { code: -32000, .. }), "{error}");
        }
    }
}

/// What the chain adapter says about an endpoint that does this.
async fn unreachable(reply: Reply) -> String {
    let node = StubEndpoint::replying(move |_| reply.clone()).await;
    match RpcChain::new(7, node.url()).head().await {
        Err(NetworkError::Unreachable(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nonsense_is_named_as_what_it_is() {
    for (reply, words) in [
        (Reply::Http(502, "<html>Bad gateway</html>".to_owned()), "HTTP status 502"),
        (Reply::Http(302, String::new()), "HTTP status 302"),
        (Reply::Http(200, "<html>Welcome</html>".to_owned()), "not JSON-RPC"),
        (Reply::Http(200, String::new()), "not JSON-RPC"),
        (Reply::Http(200, "[]".to_owned()), "single request"),
        (Reply::Flood(9 * 1024 * 1024), "longer than 8 MiB"),
        (Reply::Hangup, "connection broke"),
    ] {
        let why = unreachable(reply.clone()).await;
        assert!(why.contains(words), "{words}: {why}");
    }
}

#[tokio::test]
async fn wrong_types_in_good_json_are_nonsense_too() {
    let node = StubEndpoint::calls(|method, _| match method {
        "eth_getBlockByNumber" => Ok(json!({"number": "sixteen", "timestamp": 1})),
        _ => good(method),
    })
    .await;
    let answer = RpcChain::new(7, node.url()).head().await;
    assert!(matches!(answer, Err(NetworkError::Unreachable(_))), "{answer:?}");
}

#[tokio::test]
async fn an_error_in_a_bad_status_is_still_read() {
    let body = json!([
        {"jsonrpc": "2.0", "id": 0, "error": {"code": -32005, "message": "too many requests"}},
        {"jsonrpc": "2.0", "id": 1, "error": {"code": -32005, "message": "too many requests"}},
    ]);
    let node = StubEndpoint::replying(move |_| Reply::Http(429, body.to_string())).await;
    let answer = RpcChain::new(7, node.url()).head().await;
    assert!(
        matches!(&answer, Err(NetworkError::Rejected { code: -32005, message, .. }) if message == "too many requests"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn silence_ends_after_ten_seconds() {
    let asked = Instant::now();
    let why = unreachable(Reply::Silence).await;
    assert!(why.contains("in time"), "{why}");
    let waited = asked.elapsed();
    assert!(waited > Duration::from_secs(9) && waited < Duration::from_secs(15), "{waited:?}");
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_named_without_its_key() {
    for (address, words) in [
        ("http://127.0.0.1:1/secret-key", "cannot be connected"),
        ("ftp://example.org/secret-key", "https://"),
        ("secret-key", "https://"),
        ("", "empty"),
    ] {
        let answer = RpcChain::new(7, address).head().await;
        let Err(NetworkError::Unreachable(why)) = answer else { panic!("{answer:?}") };
        assert!(why.contains(words), "{address}: {why}");
        assert!(!why.contains("secret-key"), "keys in addresses must not reach a log: {why}");
    }
}
