//! A stage with its doors open, and calls by plain HTTP.

use std::path::PathBuf;
use std::sync::Arc;

use latchkey_mcp::server::{Server, ServerConfig};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::slow::{Held, Slow};
use crate::stage::{Stage, stage_over};

/// A wallet, its doors, and an agent with a token.
pub(crate) struct Open {
    pub(crate) stage: Stage,
    pub(crate) server: Server,
    pub(crate) token: String,
    pub(crate) socket: PathBuf,
    pub(crate) home: tempfile::TempDir,
    /// Whether inclusion is kept quiet.
    pub(crate) held: Held,
}

/// Name of the agent that calls.
pub(crate) const AGENT: &str = "Claude Code";

/// Opens everything. `name` keeps the keys of tests apart.
pub(crate) async fn open(name: &str) -> Open {
    let slow = Slow::default();
    let held = slow.held.clone();
    let mut stage = stage_over(name, Arc::new(slow)).await;
    let agent = stage.wallet.agent_create(AGENT.into()).await.unwrap();
    stage.agent = agent.agent.id;
    let home = tempfile::tempdir().unwrap();
    let socket = home.path().join("run/latchkey/mcp.sock");
    let server = doors(&stage, &socket).await;
    Open { stage, server, token: agent.token, socket, home, held }
}

/// The doors of a stage.
pub(crate) async fn doors(stage: &Stage, socket: &std::path::Path) -> Server {
    let config = ServerConfig::new(socket.to_owned()).with_http_port(0);
    Server::open(stage.wallet.clone(), config).await.unwrap()
}

impl Open {
    /// A grant for the agent: 25 DUSD per transfer to one address, three times.
    pub(crate) async fn grant(&self) -> String {
        self.stage.wallet.grant(self.stage.rent()).await.unwrap().permission_id
    }

    /// A request with the agent's token.
    pub(crate) fn post(&self) -> RequestBuilder {
        self.post_as(&self.token)
    }

    /// A request with this token.
    pub(crate) fn post_as(&self, token: &str) -> RequestBuilder {
        reqwest::Client::new()
            .post(self.server.http_url())
            .header("accept", "application/json, text/event-stream")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {token}"))
    }

    /// A tool's answer, checked for what every answer keeps to.
    pub(crate) async fn tool(&self, name: &str, arguments: Value) -> Value {
        self.tool_as(&self.token, name, arguments).await
    }

    /// The same with another agent's token.
    pub(crate) async fn tool_as(&self, token: &str, name: &str, arguments: Value) -> Value {
        let params = json!({ "name": name, "arguments": arguments });
        let answer = sent(self.post_as(token), &rpc("tools/call", params)).await;
        checked(&answered(answer).await["result"])
    }

    /// Arguments of `execute_transaction` for a payment in DUSD.
    pub(crate) fn payment(&self, to: impl ToString, dusd: u64) -> Value {
        let atoms = (dusd * 1_000_000).to_string();
        json!({ "chainId": self.stage.chain_id(), "calls": [{
            "to": self.stage.token.to_string(),
            "function": "transfer(address,uint256)",
            "args": [to.to_string(), atoms],
        }] })
    }
}

/// A request in the older era, which needs no more than this.
pub(crate) fn rpc(method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

pub(crate) async fn sent(request: RequestBuilder, body: &Value) -> Response {
    request.body(body.to_string()).send().await.unwrap()
}

/// The JSON-RPC answer in a plain or an event-stream body.
pub(crate) async fn answered(response: Response) -> Value {
    let text = response.text().await.unwrap();
    let lines = text.lines().map(|line| line.strip_prefix("data:").unwrap_or(line).trim());
    let mut found = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    found
        .find(|value| value.get("result").is_some() || value.get("error").is_some())
        .unwrap_or_else(|| panic!("no answer in {text:?}"))
}

/// The structured part of a result, after checking that the text is the same and that it is flagged
/// as an error exactly when it is one.
pub(crate) fn checked(result: &Value) -> Value {
    let structured = result["structuredContent"].clone();
    let text = result["content"][0]["text"].as_str().unwrap_or_else(|| panic!("no text: {result}"));
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), structured);
    assert_eq!(result["isError"] == true, structured.get("error").is_some(), "{result}");
    assert!(structured["status"].is_string(), "{result}");
    structured
}
