//! Taking keys back: one, or all.

use std::time::{Duration, Instant};

use super::{Answer, Story};

/// How long a loaded computer may take to send, include and read back.
const PATIENCE: Duration = Duration::from_secs(60);

/// The calls that end one key, as they are named before.
const CALLS: [&str; 3] = ["ninstall", "void", "aise the nonce"];

/// What the app says when the chain itself was read back.
const PROVEN: &str = "Every key was read back from its chain as ended.";

impl Story {
    /// Revokes one key: what will be called is on the screen first, then it is approved in the
    /// native window, and the chain read back.
    pub async fn revoke(&mut self, key: &str) -> String {
        self.go("Keys").await;
        self.desktop.press("button", &format!("Revoke {key}")).await;
        let called = self.see_calls(key).await;
        self.picture("revoke-preview").await;
        self.approve_revocation().await;
        format!("It says before: {called}. “{key}” is revoked: {PROVEN}")
    }

    /// In the open dialog: approves, waits until the end is proven, and closes it.
    pub async fn approve_revocation(&mut self) {
        self.desktop.enabled("button", "Revoke…").await;
        self.desktop.press("button", "Revoke…").await;
        self.answer("revoke", Answer::Approve);
        self.desktop.says_within(PROVEN, PATIENCE).await;
        self.desktop.find("button", "Save proof…").await;
        self.picture("revoked").await;
        self.desktop.press("button", "Close").await;
    }

    /// The line that says what will be called to end a key, before anybody is asked.
    async fn see_calls(&self, key: &str) -> String {
        self.desktop.enabled("button", "Revoke…").await;
        let said = self.desktop.text().await;
        let is_call =
            |line: &&str| line.contains(key) && CALLS.iter().any(|call| line.contains(call));
        let line = said.lines().map(str::trim).find(is_call);
        line.unwrap_or_else(|| panic!("no call of {key} is named: {said}")).to_owned()
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
        self.desktop.says_within(PROVEN, PATIENCE).await;
        self.desktop.find("button", "Save proof…").await;
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
