//! The agent at work: a client that nobody here wrote calls the tools.

use serde_json::{Value, json};

use super::{Agent, Door, Story};
use crate::mcp_client;

/// What a tool answered.
#[derive(Debug, Clone)]
pub struct Reply(pub Value);

impl Reply {
    /// A text of the answer: `status`, `error.code`, `error.rule.limit` …
    #[must_use]
    pub fn text(&self, path: &str) -> String {
        let pointer = format!("/structuredContent/{}", path.replace('.', "/"));
        match self.0.pointer(&pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }

    /// What the client itself objected to: no connection, no session.
    #[must_use]
    pub fn client_error(&self) -> Option<&str> {
        self.0.get("sdkError")?.as_str()
    }

    /// The rule that refused, in words.
    #[must_use]
    pub fn rule(&self) -> String {
        let part = |name: &str| self.text(&format!("error.rule.{name}"));
        format!(
            "{} policy, {} {} {}; asked for {}",
            part("policy"),
            part("path"),
            part("operator"),
            part("limit"),
            part("got")
        )
    }
}

impl Story {
    /// Calls a tool as this agent.
    #[must_use]
    pub fn ask(&self, agent: &Agent, door: Door, tool: &str, arguments: &Value) -> Reply {
        Reply(mcp_client::call(&agent.road(door), tool, arguments))
    }

    /// What the agent may do, in its own words.
    #[must_use]
    pub fn permissions(&self, agent: &Agent, door: Door) -> String {
        let reply = self.ask(agent, door, "list_permissions", &json!({}));
        assert_eq!(reply.text("status"), "ok", "{reply:?}");
        let summary = reply.text("permissions.0.summary");
        assert!(summary.contains("25 DUSD"), "{reply:?}");
        let usable = reply.text("permissions.0.chains.0.usable");
        format!("list_permissions: {summary} Usable now: {usable}")
    }

    /// The agent pays so many whole DUSD to somebody.
    #[must_use]
    pub fn pay(&self, agent: &Agent, door: Door, to: &str, dusd: u64) -> Reply {
        let token = self.ledger().token().to_checksum(None);
        let amount = (dusd * 1_000_000).to_string();
        let call =
            json!({ "to": token, "function": "transfer(address,uint256)", "args": [to, amount] });
        self.ask(agent, door, "execute_transaction", &json!({ "chain": "local", "calls": [call] }))
    }

    /// A payment inside the limits: included, and the recipient has the money.
    pub async fn pay_allowed(&self, agent: &Agent, door: Door, to: &str, dusd: u64) -> String {
        let ledger = self.ledger();
        let before = ledger.dusd_of(to).await;
        let reply = self.pay(agent, door, to, dusd);
        assert_eq!(reply.text("status"), "included", "{reply:?}");
        let after = ledger.dusd_of(to).await;
        assert_eq!(after - before, dusd * 1_000_000, "the recipient did not get it");
        format!(
            "{dusd} DUSD: included in block {}, transaction {}; {to} has {} DUSD, read from the chain",
            reply.text("blockNumber"),
            reply.text("transactionHash"),
            after / 1_000_000
        )
    }

    /// A payment outside the limits: refused, the rule and its number named, no money moved.
    pub async fn pay_denied(
        &self,
        agent: &Agent,
        door: Door,
        to: &str,
        dusd: u64,
    ) -> (Reply, String) {
        let ledger = self.ledger();
        let before = ledger.dusd_of(to).await;
        let reply = self.pay(agent, door, to, dusd);
        assert_eq!(reply.text("status"), "denied", "{reply:?}");
        assert_eq!(reply.text("error.code"), "POLICY_DENIED", "{reply:?}");
        assert_eq!(ledger.dusd_of(to).await, before, "money moved");
        let said = format!("{dusd} DUSD to {to}: refused, {}", reply.rule());
        (reply, said)
    }

    /// An agent that has no way any more: no connection, access off, or no key that fits.
    pub async fn pay_shut_out(&self, agent: &Agent, door: Door, to: &str, dusd: u64) -> String {
        let ledger = self.ledger();
        let before = ledger.dusd_of(to).await;
        let reply = self.pay(agent, door, to, dusd);
        assert_eq!(ledger.dusd_of(to).await, before, "money moved");
        if let Some(error) = reply.client_error() {
            return format!("{door:?}: the client itself got no connection ({error})");
        }
        let code = reply.text("error.code");
        let shut = ["AGENT_ACCESS_OFF", "APP_NOT_RUNNING", "NO_PERMISSION", "POLICY_DENIED"];
        assert!(shut.contains(&code.as_str()), "{reply:?}");
        format!("{door:?}: {code}: {}", reply.text("error.message"))
    }
}
