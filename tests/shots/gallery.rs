//! One walk through the app that passes every screen, sheet and dialog, and stops for a picture.

use latchkey_tests::story::plot::RENT;
use latchkey_tests::story::{Agent, Album, Answer, Door, RECIPIENT, STRANGER, Story, Wish};

/// A key that is never used.
const UNUSED: Wish<'static> = Wish { name: "Coffee", most: "4.5", times: "20" };

/// Walks through; hands the album back for what comes after.
pub(crate) async fn every_screen(mut story: Story) -> Album {
    story.first_screen().await;
    story.refuse_account(Answer::Refuse).await;
    story.create_account().await;
    empty(&mut story).await;
    let agent = agents(&mut story).await;
    grants(&mut story, &agent).await;
    usage(&mut story, &agent).await;
    settings(&mut story).await;
    ending(&mut story, &agent).await;
    story.finish().await
}

async fn empty(story: &mut Story) {
    for screen in ["Keys", "Activity", "Agents"] {
        story.go(screen).await;
        story.picture(&format!("{}-at-first", screen.to_lowercase())).await;
    }
    story.go("Keys").await;
    story.desktop.press("button", "Grant the first key").await;
    story.desktop.find("button", "Pay someone").await;
    story.picture("grant-start").await;
    story.desktop.press("button", "Pay someone").await;
    story.desktop.find("textbox", "New agent's name").await;
    story.picture("grant-empty").await;
}

async fn agents(story: &mut Story) -> Agent {
    story.let_agents_in().await;
    let (agent, _) = story.add_agent("Billing bot").await;
    story.add_agent("Claude Code on the study computer").await;
    story.picture("agents").await;
    story.desktop.press("button", "Remove Billing bot").await;
    story.desktop.find("button", "Keep it").await;
    story.picture("agent-remove").await;
    story.desktop.press("button", "Keep it").await;
    agent
}

async fn grants(story: &mut Story, agent: &Agent) {
    story.refuse_grant(agent, RENT, Answer::Refuse).await;
    story.desktop.fill("Recipient", "0x1234").await;
    story.desktop.fill("At most, each time", "a lot").await;
    story.desktop.says("is not an address").await;
    story.picture("grant-problems").await;
    story.desktop.press("radio", "Call a function").await;
    story.desktop.fill("Contract", STRANGER).await;
    story.desktop.fill("Function", "approve(address,uint256)").await;
    story.desktop.says("Argument 2").await;
    story.picture("grant-function").await;
    story.desktop.press("combobox", "Argument 2").await;
    story.desktop.find("option", "at most").await;
    story.picture("grant-choice").await;
    story.desktop.press("option", "at most").await;
    building(story).await;
    story.grant(agent, RENT).await;
    story.grant(agent, UNUSED).await;
    changing(story).await;
}

/// The builder beyond a plain payment.
async fn building(story: &mut Story) {
    story.desktop.press("button", "Allow something else too").await;
    story.desktop.find("combobox", "Token").await;
    story.picture("grant-several").await;
    story.desktop.press("checkbox", "Let it do everything").await;
    story.desktop.says("can empty the account").await;
    story.picture("grant-everything").await;
    story.desktop.press("button", "JSON").await;
    story.desktop.find("textbox", "JSON").await;
    story.picture("grant-json").await;
    story.desktop.press("button", "Cancel").await;
    story.desktop.press("button", "Start over").await;
    story.desktop.press("button", "Swap on a router").await;
    story.desktop.find("textbox", "Value 1").await;
    story.picture("grant-swap").await;
}

/// A key that is changed, and what becomes different.
async fn changing(story: &mut Story) {
    story.desktop.press("link", &format!("Change {}", UNUSED.name)).await;
    story.desktop.find("heading", "Change a key").await;
    story.desktop.fill("At most, each time", "6").await;
    story.desktop.says(&format!("Against {}", UNUSED.name)).await;
    story.picture("grant-change").await;
}

async fn usage(story: &mut Story, agent: &Agent) {
    story.pay_allowed(agent, Door::Http, RECIPIENT, 10).await;
    story.pay_denied(agent, Door::Http, RECIPIENT, 26).await;
    story.pay_denied(agent, Door::Http, STRANGER, 10).await;
    story.see_installed().await;
    story.desktop.press("button", &format!("Details of {}", RENT.name)).await;
    story.desktop.says("Permission id").await;
    story.picture("key-details").await;
    story.go("Home").await;
    story.desktop.says("DUSD").await;
    story.picture("home-in-use").await;
}

async fn settings(story: &mut Story) {
    story.go("Settings").await;
    story.picture("settings").await;
    off_switch(story).await;
    story.go("Settings").await;
    story.desktop.press("button", "Add a network").await;
    for (field, text) in [
        ("Network name", "Somewhere"),
        ("Chain id", "84532"),
        ("Node address (JSON-RPC)", "http://127.0.0.1:9"),
        ("Bundler address (ERC-4337)", "http://127.0.0.1:9"),
    ] {
        story.desktop.fill(field, text).await;
    }
    story.picture("network-form").await;
    story.desktop.press("button", "Add network").await;
    story.desktop.alert().await;
    story.picture("network-silent").await;
}

/// What ends keys when something is missing.
async fn off_switch(story: &mut Story) {
    story.desktop.press("button", "Off switch and ways out…").await;
    story.desktop.find("button", "Fire now…").await;
    story.picture("off-switch").await;
    story.desktop.press("button", "Fire now…").await;
    story.desktop.find("button", "Leave it").await;
    story.picture("off-switch-fire").await;
    story.desktop.press("button", "Leave it").await;
}

async fn ending(story: &mut Story, agent: &Agent) {
    story.revoke(UNUSED.name).await;
    story.grant(agent, Wish { name: "Lunch", ..UNUSED }).await;
    story.stop_all().await;
    story.refuse_end(Answer::Refuse).await;
    story.end_on_chain().await;
    story.go("Agents").await;
    story.desktop.says("Stopped since").await;
    story.picture("agents-stopped").await;
    story.go("Home").await;
    story.desktop.says("Stopped since").await;
    story.picture("home-stopped").await;
    story.see_ended(&[RENT.name]).await;
    story.see_activity(&["Billing bot"]).await;
}
