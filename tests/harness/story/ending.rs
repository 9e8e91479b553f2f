//! Taking keys back: one, or all.

use std::time::{Duration, Instant};

use super::{Answer, Story};

/// What the app says when the chain itself was read back.
const PROVEN: &str = "Every key was read back from its chain as ended.";

impl Story {
    /// Revokes one key, approved in the native window.
    pub async fn revoke(&mut self, key: &str) -> String {
        self.go("Keys").await;
        self.desktop.press("button", &format!("Revoke {key}")).await;
        self.answer("revoke", Answer::Approve);
        self.desktop.says_within(PROVEN, Duration::from_secs(60)).await;
        self.picture("revoked").await;
        self.desktop.press("button", "Close").await;
        format!("“{key}” is revoked: {PROVEN}")
    }

    /// Stops every agent on this computer.
    pub async fn stop_all(&mut self) -> String {
        let before = Instant::now();
        self.desktop.press("button", "Stop all keys").await;
        self.desktop.says("All keys are stopped on this computer").await;
        let took = before.elapsed().as_millis();
        self.picture("stopped").await;
        let said = self.desktop.text().await;
        let line = said.lines().find(|line| line.contains("Agent access is off")).unwrap().trim();
        format!("{line} (Seen on the screen after {took} ms.)")
    }

    /// Ends every key on chain, approved in the native window.
    pub async fn end_on_chain(&mut self) -> String {
        self.desktop.press("button", "End them on chain…").await;
        self.answer("end-on-chain", Answer::Approve);
        self.desktop.says_within(PROVEN, Duration::from_secs(60)).await;
        self.picture("ended-on-chain").await;
        self.desktop.press("button", "Close").await;
        PROVEN.to_owned()
    }

    /// The same, but the person says no: the report says that the keys still live.
    pub async fn refuse_end(&mut self, answer: Answer) -> String {
        self.desktop.press("button", "End them on chain…").await;
        self.answer("end-refused", answer);
        let said = self.desktop.alert().await;
        self.picture("end-refused").await;
        format!("Nothing was sent; the app says: “{said}”")
    }
}
