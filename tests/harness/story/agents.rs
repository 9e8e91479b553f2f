//! Letting agents in.

use super::Story;
use crate::binaries;
use crate::mcp_client::Road;

/// Through which door an agent comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// HTTP with a bearer token.
    Http,
    /// The shim over a local socket.
    Shim,
}

/// An agent and what it was given.
#[derive(Debug, Clone)]
pub struct Agent {
    /// Its name.
    pub name: String,
    /// Its token, as the page showed it once.
    pub token: String,
    url: Option<String>,
    environment: Vec<(String, String)>,
}

impl Agent {
    /// The command that the page says to paste, in the home of the app.
    fn shim(&self) -> Vec<String> {
        let home = self.environment.iter().map(|(name, value)| format!("{name}={value}"));
        let shim = binaries::program("latchkey-mcp").display().to_string();
        let words = [shim, "--agent".to_owned(), self.name.clone()];
        ["env".to_owned()].into_iter().chain(home).chain(words).collect()
    }

    /// Its way in.
    #[must_use]
    pub fn road(&self, door: Door) -> Road {
        match door {
            Door::Http => Road::Http {
                url: self.url.clone().expect("access was on when the agent was added"),
                token: self.token.clone(),
            },
            Door::Shim => Road::Stdio { command: serde_json::to_string(&self.shim()).unwrap() },
        }
    }
}

impl Story {
    /// Switches agent access on and reads where agents connect.
    pub async fn let_agents_in(&mut self) -> String {
        self.go("Agents").await;
        self.desktop.press("switch", "Agent access").await;
        self.desktop.find("button", "Copy HTTP address").await;
        let url = self.url().await.unwrap();
        self.picture("agents-on").await;
        format!("Agent access is on: {url}")
    }

    /// Adds an agent and takes its token from the page, which shows it once.
    pub async fn add_agent(&mut self, name: &str) -> (Agent, String) {
        self.go("Agents").await;
        let url = self.url().await;
        self.desktop.fill("Agent name", name).await;
        self.desktop.press("button", "Add agent").await;
        self.desktop.find("heading", &format!("Connect {name}")).await;
        let token = self.desktop.marked("[data-field='token']").await;
        assert!(token.starts_with("lk_"), "the page shows no token");
        self.picture("agent-added").await;
        self.desktop.press("button", "I have copied it").await;
        self.desktop.find("button", &format!("Remove {name}")).await;
        let environment = self.home.variables();
        let said = format!("“{name}” got its token, {} characters, shown once", token.len());
        (Agent { name: name.to_owned(), token, url, environment }, said)
    }

    /// Where agents connect, if they are let in.
    async fn url(&self) -> Option<String> {
        let text = self.desktop.text().await;
        let line = text.lines().map(str::trim).find(|line| line.starts_with("http://127.0.0.1:"));
        line.map(str::to_owned)
    }
}
