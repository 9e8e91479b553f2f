//! Granting a key through the form and the native window.

use super::{Agent, Answer, RECIPIENT, Story};

/// What the form is filled with: token payments to one address, for a day.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Name of the key.
    pub name: &'a str,
    /// Most per transfer, in whole DUSD.
    pub most: &'a str,
    /// How many times.
    pub times: &'a str,
}

impl Story {
    /// Fills the form: at most so much to one address, so often, for 24 hours.
    pub async fn fill_grant(&mut self, agent: &Agent, wish: Wish<'_>) -> String {
        self.go("Keys").await;
        self.desktop.press("button", "Grant a key").await;
        self.desktop.press("button", "Pay someone").await;
        self.desktop.press("combobox", "Agent").await;
        self.desktop.press("option", &agent.name).await;
        self.desktop.fill("Name of the key", wish.name).await;
        self.desktop.fill("At most, each time", wish.most).await;
        self.desktop.fill("Recipient", RECIPIENT).await;
        self.desktop.fill("How many times", wish.times).await;
        self.desktop.press("button", "Ends in 24 hours").await;
        self.desktop.says(&format!("{} DUSD", wish.most)).await;
        self.desktop.enabled("button", "Review and approve…").await;
        let sentence = self.sentence().await;
        self.picture("grant-form").await;
        sentence
    }

    /// Grants what the form says.
    pub async fn grant(&mut self, agent: &Agent, wish: Wish<'_>) -> String {
        let sentence = self.fill_grant(agent, wish).await;
        self.desktop.press("button", "Review and approve…").await;
        self.answer("grant", Answer::Approve);
        self.desktop.find("heading", "Keys").await;
        self.desktop.find("button", &format!("Revoke {}", wish.name)).await;
        let title = self.desktop.title_of("Local network approved, unused").await;
        self.picture("keys-granted").await;
        format!("Approved in the native window: {sentence} {title}")
    }

    /// The person says no to what the form says.
    pub async fn refuse_grant(&mut self, agent: &Agent, wish: Wish<'_>, answer: Answer) -> String {
        let before = self.ledger().keys();
        self.fill_grant(agent, wish).await;
        self.desktop.press("button", "Review and approve…").await;
        self.answer("grant-refused", answer);
        let said = self.desktop.alert().await;
        self.picture("grant-refused").await;
        assert_eq!(self.ledger().keys(), before, "a key was kept");
        format!("Nothing was granted; the app says: “{said}”")
    }

    /// The sentence of the preview, made from the encoded bytes.
    async fn sentence(&self) -> String {
        let text = self.desktop.text().await;
        let found = text.lines().map(str::trim).find(|line| {
            line.contains("DUSD") && line.ends_with('.') && line.contains("Nothing else")
        });
        found.unwrap_or_else(|| panic!("no sentence: {text}")).to_owned()
    }
}
