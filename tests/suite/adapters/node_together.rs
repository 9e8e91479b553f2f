//! Many reads in one request: what the contract answers, and what makes the adapter ask otherwise.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use alloy_primitives::{Address, Bytes, U256};
use latchkey_devnet::{Config, Devnet};
use latchkey_tests::endpoint::{Reply, StubEndpoint};
use latchkey_wallet::adapter::rpc::RpcChain;
use latchkey_wallet::ports::{Chain, Read};
use serde_json::{Value, json};

use crate::node::good;

/// Reads of a token that answers, of a function it has not, and of nobody.
fn reads(token: Address, count: usize) -> Vec<Read> {
    let decimals = Bytes::from_static(&[0x31, 0x3c, 0xe5, 0x67]);
    let mut all = vec![Read::Code(token)];
    for place in 0..count {
        all.push(match place % 3 {
            0 => Read::Call { to: token, data: decimals.clone() },
            1 => Read::Call { to: token, data: Bytes::from_static(&[1, 2, 3, 4]) },
            _ => Read::Call { to: Address::repeat_byte(0x42), data: decimals.clone() },
        });
    }
    all.push(Read::Balance(Address::repeat_byte(0x42)));
    all
}

/// Passes every request on to a node, and keeps it.
async fn forwarding(port: u16) -> StubEndpoint {
    StubEndpoint::replying(move |body| {
        let body = body.to_string();
        let mut node = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let head = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        node.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        node.read_to_string(&mut answer).unwrap();
        Reply::Http(200, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_hundred_reads_are_one_request_and_answer_as_if_asked_alone() {
    let net = Devnet::start(Config::default()).unwrap();
    let token = net.demo_token().unwrap();
    let forwarded = forwarding(net.port()).await;
    let chain = RpcChain::new(net.chain_id(), forwarded.url());
    let all = reads(token, 600);
    let read = chain.read(all.clone()).await.unwrap();
    assert_eq!(forwarded.seen().len(), 1, "one request");
    let calls = forwarded.seen()[0].as_array().unwrap().len();
    assert!(calls < 10, "{calls} questions in it");
    assert_eq!(read.at, chain.head().await.unwrap());
    assert_eq!(read.answers.len(), all.len());
    assert!(!read.answers[0].as_ref().unwrap().is_empty(), "code");
    assert_eq!(U256::from_be_slice(read.answers[1].as_ref().unwrap()), U256::from(6));
    assert!(read.answers[2].is_err(), "a function that is not there reverts");
    assert_eq!(read.answers[3], Ok(Bytes::new()), "nobody answers nothing");
    assert_eq!(read.answers[601], Ok(Bytes::from([0; 32])), "a balance");
    let alone = chain.read(all[..4].to_vec()).await.unwrap().answers;
    assert_eq!(alone, read.answers[..4]);
}

#[tokio::test]
async fn a_chain_without_the_contract_is_read_in_batches_at_one_block() {
    let answer = |method: &str, params: &Value| match method {
        "eth_call" if params[1] == "latest" => Ok(json!("0x")),
        _ => good(method),
    };
    let node = StubEndpoint::calls(answer).await;
    let all = reads(Address::repeat_byte(1), 30);
    let read = RpcChain::new(7, node.url()).read(all.clone()).await.unwrap();
    assert_eq!((read.at.number, read.answers.len()), (16, all.len()));
    let seen = node.seen();
    assert_eq!(seen.len(), 3, "tried, then the block, then everything at it");
    assert!(seen[2].as_array().unwrap().iter().all(|call| call["params"][1] == "0x10"));
}
