//! The directories of contracts, against a server of our own: what they answer is read, capped, and
//! told apart from silence.

use std::sync::{Arc, Mutex};

use alloy_primitives::Address;
use latchkey_wallet::adapter::abi_source::HttpAbiSource;
use latchkey_wallet::ports::{AbiAsk, AbiSource, Directory, NetworkError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const ABI: &str = r#"[{"type":"function","name":"claim","inputs":[],"outputs":[],"stateMutability":"nonpayable"}]"#;

/// Answers each path that begins like this with this status and body; remembers what was asked.
async fn server(answers: Vec<(&'static str, u16, String)>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = asked.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = vec![0; 8192];
            let read = stream.read(&mut bytes).await.unwrap();
            let head = String::from_utf8_lossy(&bytes[..read]).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            let found = answers.iter().find(|(start, ..)| path.starts_with(start));
            let (status, body) = found.map_or((404, ""), |(_, status, body)| (*status, body));
            heard.lock().unwrap().push(path);
            let head = format!(
                "HTTP/1.1 {status} x\r\ncontent-length: {}\r\nlocation: /elsewhere\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _gone = stream.write_all(head.as_bytes()).await;
            let _gone = stream.write_all(body.as_bytes()).await;
        }
    });
    (base, asked)
}

fn ask(key: Option<&str>) -> AbiAsk {
    let etherscan_key = key.map(str::to_owned);
    AbiAsk { chain_id: 10, address: Address::repeat_byte(7), etherscan_key }
}

#[tokio::test]
async fn a_verified_contract_is_found_at_the_first_and_then_at_the_second() {
    let body = format!(r#"{{"match":"match","abi":{ABI},"compilation":{{"name":"Rewards"}}}}"#);
    let (base, asked) = server(vec![("/v2/contract/10/0x0707", 200, body)]).await;
    let source = HttpAbiSource::new(&base, &base);
    let found = source.find(ask(Some("KEY"))).await.unwrap().unwrap();
    assert_eq!((found.directory, found.name.as_str()), (Directory::Sourcify, "Rewards"));
    assert_eq!(found.abi.functions().count(), 1);
    assert_eq!(asked.lock().unwrap().len(), 1, "the second was not needed");

    let inner = serde_json::to_string(ABI).unwrap();
    let body = format!(r#"{{"status":"1","result":[{{"ABI":{inner},"ContractName":"Second"}}]}}"#);
    let (base, asked) = server(vec![("/v2/api?", 200, body)]).await;
    let source = HttpAbiSource::new(&base, &base);
    assert_eq!(source.find(ask(None)).await, Ok(None), "without a key the second is not asked");
    let found = source.find(ask(Some("KEY"))).await.unwrap().unwrap();
    assert_eq!((found.directory, found.name.as_str()), (Directory::Etherscan, "Second"));
    assert!(asked.lock().unwrap().iter().any(|path| path.contains("apikey=KEY")));
}

#[tokio::test]
async fn what_is_not_verified_is_none_and_what_cannot_be_read_is_an_error_without_the_key() {
    let unverified = r#"{"status":"1","result":[{"ABI":"Contract source code not verified","ContractName":""}]}"#;
    let (base, _) = server(vec![("/v2/api?", 200, unverified.to_owned())]).await;
    assert_eq!(HttpAbiSource::new(&base, &base).find(ask(Some("KEY"))).await, Ok(None));
    let long = "x".repeat(2 * 1024 * 1024 + 1);
    for (status, body) in
        [(200, "{".to_owned()), (200, long), (500, String::new()), (302, String::new())]
    {
        let (base, asked) = server(vec![("/v2/contract", status, body)]).await;
        let error = HttpAbiSource::new(&base, &base).find(ask(None)).await.unwrap_err();
        assert!(matches!(error, NetworkError::Unreachable(_)), "{error}");
        assert!(!asked.lock().unwrap().iter().any(|path| path.contains("elsewhere")));
    }
    let refused = r#"{"status":"0","result":"Invalid API Key"}"#;
    let (base, _) = server(vec![("/v2/api?", 200, refused.to_owned())]).await;
    let error = HttpAbiSource::new(&base, &base).find(ask(Some("SECRET"))).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("SECRET"));
    let gone = HttpAbiSource::new("http://127.0.0.1:1/", "http://127.0.0.1:1/");
    assert!(gone.find(ask(None)).await.is_err(), "silence is not a no");
}
