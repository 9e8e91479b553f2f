//! A use of a key on the person's desktop: told once they want it, and a click opens Activity.

use std::time::{Duration, Instant};

use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use latchkey_tests::notice_board::NoticeBoard;
use latchkey_tests::story::plot::RENT;
use latchkey_tests::story::{Door, RECIPIENT, Story};

#[tokio::test(flavor = "multi_thread")]
async fn a_use_is_told_on_the_desktop_and_a_click_opens_activity() {
    let (home, display) = (Home::new(), Display::start());
    let board = NoticeBoard::start(&home);
    let mut story = Story::open_with(None, home, display, &board.environment()).await;
    story.create_account().await;
    story.let_agents_in().await;
    let (agent, _) = story.add_agent("Bills & <b>more</b>").await;
    story.grant(&agent, RENT).await;
    story.pay_allowed(&agent, Door::Http, RECIPIENT, 1).await;
    assert!(board.told().is_empty(), "told before the person wanted it: {:?}", board.told());

    story.go("Settings").await;
    story.desktop.enabled("switch", "Tell me when a key is used").await;
    story.desktop.press("switch", "Tell me when a key is used").await;
    story.desktop.find("checkbox", "Rent of Bills & <b>more</b>").await;
    story.pay_allowed(&agent, Door::Http, RECIPIENT, 10).await;
    let told = board.waits_for(1).await;
    assert_eq!((told.app.as_str(), told.id), ("Latchkey", 1));
    assert_eq!(told.title, "Bills & <b>more</b> used the key “Rent”");
    assert!(
        told.body.starts_with("Done: pay 10 DUSD to 0x70E4…31f2, on Local network"),
        "{told:?}"
    );

    // A desktop may say "clicked" before anybody listens on the app's side; a person clicks again.
    let deadline = Instant::now() + Duration::from_secs(60);
    while story.desktop.look("heading", "Activity").await.is_none() {
        assert!(Instant::now() < deadline, "the click opens nothing");
        board.click(told.id);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    story.pay_denied(&agent, Door::Http, RECIPIENT, 26).await;
    let refused = board.waits_for(2).await;
    assert!(refused.body.starts_with("Refused: pay 26 DUSD"), "{refused:?}");
    let said = format!("{:?}", board.told());
    assert!(!said.contains(&agent.token), "{said}");
    story.close().await;
}
