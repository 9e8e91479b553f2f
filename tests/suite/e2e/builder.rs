//! The builder in the real window: from a wish to the approval window in few steps; findings fixed at
//! one press, steps undone, a call tried, the form as JSON, and a key changed into a narrower one.

use std::time::{Duration, Instant};

use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::desktop::Desktop;
use latchkey_tests::story::plot::RENT;
use latchkey_tests::story::{Answer, RECIPIENT, Story};

/// Most steps that a person may need (issue 5).
const MOST_STEPS: u32 = 8;

/// A person who counts what they do: each press and each field that is filled in.
struct Counting<'a> {
    desktop: &'a Desktop,
    steps: u32,
}

impl Counting<'_> {
    async fn press(&mut self, role: &str, name: &str) {
        self.desktop.press(role, name).await;
        self.steps += 1;
    }

    async fn fill(&mut self, name: &str, text: &str) {
        self.desktop.fill(name, text).await;
        self.steps += 1;
    }
}

/// An account with two agents, on the screen where a key begins.
async fn at_the_start() -> Story {
    let mut story = Story::open(None).await;
    story.create_account().await;
    for name in ["Billing bot", "Shopping bot"] {
        story.add_agent(name).await;
    }
    story.go("Keys").await;
    story.desktop.press("button", "Grant a key").await;
    story
}

async fn payment(story: &Story, most: &str) {
    story.desktop.press("button", "Pay someone").await;
    story.desktop.press("combobox", "Agent").await;
    story.desktop.press("option", "Shopping bot").await;
    story.desktop.fill("At most, each time", most).await;
    story.desktop.fill("Recipient", RECIPIENT).await;
    story.desktop.enabled("button", "Review and approve…").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_pay_someone_to_the_approval_window_in_at_most_eight_steps() {
    let mut story = at_the_start().await;
    let mut person = Counting { desktop: &story.desktop, steps: 0 };
    person.press("button", "Pay someone").await;
    person.press("combobox", "Agent").await;
    person.press("option", "Shopping bot").await;
    person.fill("At most, each time", "25").await;
    person.fill("Recipient", RECIPIENT).await;
    person.desktop.enabled("button", "Review and approve…").await;
    person.press("button", "Review and approve…").await;
    let steps = person.steps;
    let window = ApprovalWindow::wait(&story.display);
    assert!(steps <= MOST_STEPS, "{steps} steps");
    window.refuse();
    window.wait_gone();
    let said = story.desktop.alert().await;
    assert!(said.contains("refused"), "{said}");
    story.desktop.press("button", "Review and approve…").await;
    story.answer("grant", Answer::Approve);
    story.desktop.find("heading", "Keys").await;
    story.desktop.says("25 DUSD").await;
    story.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_tried_and_the_most_that_passes_is_taken() {
    let story = at_the_start().await;
    payment(&story, "25").await;
    story.desktop.press("button", "Try a call").await;
    story.desktop.says("allowed").await;
    story.desktop.says("Would change on Local network").await;
    story.desktop.fill("2. amount", "26").await;
    story.desktop.press("button", "Try again").await;
    story.desktop.says("refused").await;
    story.desktop.press("button", "Use the most that passes").await;
    story.desktop.says("allowed").await;
    let field = story.desktop.find("textbox", "2. amount").await;
    let value = field.prop("value").await.unwrap();
    assert_eq!(value.as_deref(), Some("25"));
    story.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_undone_and_the_form_goes_through_json_and_back() {
    let story = at_the_start().await;
    payment(&story, "25").await;
    story.desktop.press("button", "Allow something else too").await;
    story.desktop.press("radio", "Call a function").await;
    story.desktop.fill("Contract", RECIPIENT).await;
    story.desktop.press("button", &format!("Remove Call a function on {}", short())).await;
    story.desktop.enabled("button", "Review and approve…").await;
    story.desktop.press("button", "Undo").await;
    story.desktop.find("button", &format!("Remove Call a function on {}", short())).await;
    story.desktop.press("button", "Redo").await;
    story.desktop.enabled("button", "Review and approve…").await;

    story.desktop.press("button", "JSON").await;
    let text = story.desktop.find("textbox", "JSON").await.prop("value").await.unwrap().unwrap();
    story.desktop.fill("JSON", &text.replace("\"25\"", "25.5.5.")).await;
    story.desktop.press("button", "Put it back into the form").await;
    story.desktop.says("ine ").await;
    story.desktop.fill("JSON", &text.replace("\"25\"", "\"7.5\"")).await;
    story.desktop.press("button", "Put it back into the form").await;
    story.desktop.says("7.5 DUSD").await;
    story.desktop.enabled("button", "Review and approve…").await;
    story.close().await;
}

/// How headings show the recipient.
fn short() -> String {
    let (begin, end) = (&RECIPIENT[..6], &RECIPIENT[RECIPIENT.len() - 4..]);
    format!("{begin}…{end}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_changed_the_difference_is_shown_and_the_old_one_is_revoked() {
    let mut story = Story::open(None).await;
    story.create_account().await;
    let (agent, _) = story.add_agent("Billing bot").await;
    story.grant(&agent, RENT).await;
    story.desktop.press("link", &format!("Change {}", RENT.name)).await;
    story.desktop.find("heading", "Change a key").await;
    story.desktop.fill("Name of the key", "Rent, less").await;
    story.desktop.fill("At most, each time", "20").await;
    story.desktop.says(&format!("Against {}", RENT.name)).await;
    story.desktop.enabled("button", "Review and approve…").await;
    story.desktop.press("button", "Review and approve…").await;
    story.answer("change", Answer::Approve);
    story.desktop.press("button", &format!("Revoke {} now", RENT.name)).await;
    story.approve_revocation().await;
    story.desktop.says("20 DUSD").await;
    story.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_an_app_that_is_killed() {
    let story = at_the_start().await;
    payment(&story, "25").await;
    let deadline = Instant::now() + Duration::from_secs(60);
    while !story.ledger().draft().contains(RECIPIENT) {
        assert!(Instant::now() < deadline, "no draft was kept");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let Story { desktop, display, home, .. } = story;
    desktop.kill().await;
    let again = Desktop::start(&display, &home).await;
    again.press("link", "Keys").await;
    again.press("button", "Grant a key").await;
    again.press("button", "Continue your draft").await;
    for (name, typed) in [("At most, each time", "25"), ("Recipient", RECIPIENT)] {
        let field = again.find("textbox", name).await;
        assert_eq!(field.prop("value").await.unwrap().as_deref(), Some(typed), "{name}");
    }
    again.enabled("button", "Review and approve…").await;
    again.close().await;
}
