//! A node and a small HTTP client of our own, so that nothing stands between the test and the bytes.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
};

use latchkey_devnet::{Config, Devnet, Running};
use serde_json::{Value, json};

pub struct Node {
    pub running: Running,
}

impl Node {
    pub fn start() -> Self {
        Self::with(Config::default())
    }

    pub fn with(config: Config) -> Self {
        Self { running: Devnet::start(config).unwrap() }
    }

    pub fn ask(&self, method: &str, params: Value) -> Value {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        rpc(&self.running.rpc_url(), &call.to_string()).unwrap()
    }

    /// The result of a call that must succeed.
    pub fn call(&self, method: &str, params: Value) -> Value {
        let answer = self.ask(method, params);
        assert_eq!(answer["error"], Value::Null, "{method}");
        answer["result"].clone()
    }

    /// The error of a call that must fail.
    pub fn fail(&self, method: &str, params: Value) -> Value {
        let answer = self.ask(method, params);
        assert_ne!(answer["error"], Value::Null, "{method} answered {}", answer["result"]);
        answer["error"].clone()
    }

    pub fn timestamp(&self) -> u64 {
        let block = self.call("eth_getBlockByNumber", json!(["latest", false]));
        u64::from_str_radix(&block["timestamp"].as_str().unwrap()[2..], 16).unwrap()
    }
}

/// Posts a body and reads the JSON answer, or the HTTP status when it is not 200.
pub fn rpc(url: &str, body: &str) -> Result<Value, u16> {
    let host = format!("Host: {}\r\n", url.trim_start_matches("http://"));
    match post(url, &host, body) {
        (200, answer) => Ok(serde_json::from_str(&answer).unwrap()),
        (status, _) => Err(status),
    }
}

/// One HTTP/1.1 POST on a connection of its own: status and body.
pub fn post(url: &str, headers: &str, body: &str) -> (u16, String) {
    try_post(url, headers, body).unwrap()
}

/// The same, where the node may be gone.
pub fn try_post(url: &str, headers: &str, body: &str) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://"))?;
    let length = body.len();
    let head = format!(
        "POST / HTTP/1.1\r\n{headers}Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    // The server may answer, and close, before it has read a body that it does not want.
    let _ = stream.write_all(body.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    let cut_short = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(cut_short)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.ok_or_else(cut_short)?, body.to_owned()))
}
