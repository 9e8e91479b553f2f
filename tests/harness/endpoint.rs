//! An HTTP endpoint that answers as a test says: right, wrong, late, or without end.
//!
//! Why: the adapters must hold against every node and bundler, not only against good ones.
//! Refuses: to be reached from other computers.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What to do with one HTTP request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// This status and body.
    Http(u16, String),
    /// Status 200 with so many bytes of filling, sent in pieces.
    Flood(usize),
    /// Nothing, with the connection kept open.
    Silence,
    /// The connection closed.
    Hangup,
}

type Answering = Arc<dyn Fn(&Value) -> Reply + Send + Sync>;

/// A listening endpoint; it ends with the test's runtime.
#[derive(Debug, Clone)]
pub struct StubEndpoint {
    url: String,
    seen: Arc<Mutex<Vec<Value>>>,
}

impl StubEndpoint {
    /// Answers whole HTTP bodies.
    pub async fn replying(reply: impl Fn(&Value) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (reply, log): (Answering, _) = (Arc::new(reply), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&reply), Arc::clone(&log)));
            }
        });
        Self { url, seen }
    }

    /// Answers each call of a batch, or a single one: `Ok` is a result, `Err` an error object.
    pub async fn calls(
        answer: impl Fn(&str, &Value) -> Result<Value, Value> + Send + Sync + 'static,
    ) -> Self {
        let one = move |call: &Value| {
            let method = call["method"].as_str().unwrap();
            match answer(method, &call["params"]) {
                Ok(result) => json!({"jsonrpc": "2.0", "id": call["id"], "result": result}),
                Err(error) => json!({"jsonrpc": "2.0", "id": call["id"], "error": error}),
            }
        };
        Self::replying(move |body| {
            let answers = match body.as_array() {
                Some(calls) => calls.iter().map(&one).collect(),
                None => one(body),
            };
            Reply::Http(200, answers.to_string())
        })
        .await
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The HTTP bodies so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Value> {
        self.seen.lock().unwrap().clone()
    }
}

async fn serve(stream: TcpStream, reply: Answering, seen: Arc<Mutex<Vec<Value>>>) {
    let mut stream = BufReader::new(stream);
    while let Some(body) = request(&mut stream).await {
        let answer = reply(&body);
        seen.lock().unwrap().push(body);
        match answer {
            Reply::Http(status, text) => head_and(&mut stream, status, text.as_bytes()).await,
            Reply::Flood(bytes) => head_and(&mut stream, 200, &vec![b' '; bytes]).await,
            Reply::Silence => return std::future::pending().await,
            Reply::Hangup => return,
        }
    }
}

async fn head_and(stream: &mut BufReader<TcpStream>, status: u16, body: &[u8]) {
    let location = if status == 302 { "location: http://127.0.0.1:1/\r\n" } else { "" };
    let head = format!("HTTP/1.1 {status} x\r\n{location}content-length: {}\r\n\r\n", body.len());
    // The other side may hang up in the middle; that is its right.
    let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
}

/// The JSON body of one request; `None` at the end.
async fn request(stream: &mut BufReader<TcpStream>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    serde_json::from_slice(&body).ok()
}
