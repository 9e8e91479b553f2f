//! The person says no, or closes the window: nothing is made, nothing is granted, and the app says so.

use latchkey_tests::story::plot::RENT;
use latchkey_tests::story::{Answer, Story};

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_account_is_not_made_and_can_be_asked_for_again() {
    let mut story = Story::open(None).await;
    let said = story.refuse_account(Answer::Refuse).await;
    assert!(said.contains("refused"), "{said}");
    let said = story.refuse_account(Answer::Close).await;
    assert!(said.contains("closed"), "{said}");
    story.create_account().await;
    let (agent, _) = story.add_agent("Billing bot").await;
    for (answer, word) in [(Answer::Refuse, "refused"), (Answer::Close, "closed")] {
        let said = story.refuse_grant(&agent, RENT, answer).await;
        assert!(said.contains(word), "{said}");
    }
    story.grant(&agent, RENT).await;
    story.stop_all().await;
    let said = story.refuse_end(Answer::Refuse).await;
    assert!(said.contains("refused"), "{said}");
    story.desktop.press("button", "Close").await;
    story.go("Keys").await;
    story.desktop.title_of("Local network approved, unused").await;
    story.close().await;
}
