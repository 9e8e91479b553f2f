//! The person says no, or closes the window: nothing is made, nothing is granted, and the app says so.
//! The question comes up where the app is.

use std::time::{Duration, Instant};

use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
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

/// The middle of the app's window, across.
fn app_middle(display: &Display) -> i32 {
    let id = display.xdotool(&["search", "--onlyvisible", "--name", "^Latchkey$"]);
    let id = id.lines().next().expect("the app has a window");
    let said = display.xdotool(&["getwindowgeometry", "--shell", id]);
    let number = |name: &str| -> i32 {
        let line = said.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{said}"))
    };
    number("X=") + number("WIDTH=") / 2
}

#[tokio::test(flavor = "multi_thread")]
async fn the_question_comes_up_over_the_app() {
    let story = Story::open(None).await;
    // Away from where a desktop puts a new window by itself: to the left edge, then far to the right.
    for place in ["-400", "500"] {
        let id = story.display.xdotool(&["search", "--onlyvisible", "--name", "^Latchkey$"]);
        let before = app_middle(&story.display);
        let _said = story.display.xdotool(&["windowmove", id.lines().next().unwrap(), place, "40"]);
        let deadline = Instant::now() + Duration::from_secs(60);
        while app_middle(&story.display) == before {
            assert!(Instant::now() < deadline, "the window does not move");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        story.desktop.press("button", "Create account…").await;
        let window = ApprovalWindow::wait(&story.display);
        let (app, question) = (app_middle(&story.display), window.middle().0);
        let wanted = app.max(260);
        assert!((question - wanted).abs() <= 60, "the app at {app}, the question at {question}");
        window.refuse();
        window.wait_gone();
        story.desktop.find("button", "Create account…").await;
    }
    story.close().await;
}
