//! Stop all keys without the app's window: by its keys from anywhere on the desktop, and in the tray.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use latchkey_tests::dark_desktop::DarkDesktop;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use latchkey_tests::story::plot::RENT;
use latchkey_tests::story::{Agent, Door, RECIPIENT, Story};

/// What the Agents page says once agents are shut out.
const SHUT: &str = "while access is on";

async fn with_an_agent(story: &mut Story) -> Agent {
    story.create_account().await;
    story.let_agents_in().await;
    let (agent, _) = story.add_agent("Billing bot").await;
    story.grant(&agent, RENT).await;
    story.pay_allowed(&agent, Door::Http, RECIPIENT, 1).await;
    story.go("Agents").await;
    let windows = story.display.xdotool(&["search", "--onlyvisible", "--name", "^Latchkey$"]);
    assert!(!windows.is_empty(), "the app has no window");
    for window in windows.lines() {
        let _said = story.display.xdotool(&["windowminimize", window]);
    }
    agent
}

async fn assert_shut_out(story: &Story, agent: &Agent) {
    story.desktop.says(SHUT).await;
    for door in [Door::Http, Door::Shim] {
        story.pay_shut_out(agent, door, RECIPIENT, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stop_keys_shut_agents_out_from_anywhere() {
    let mut story = Story::open(None).await;
    let agent = with_an_agent(&mut story).await;
    let _said = story.display.xdotool(&["key", "ctrl+shift+k"]);
    assert_shut_out(&story, &agent).await;
    story.close().await;
}

/// A tray; ends when dropped.
struct Tray(Child);

impl Tray {
    fn start(display: &Display) -> Self {
        let place = ["--edge", "top", "--align", "left", "--widthtype", "pixel", "--width", "200"];
        let mut command = Command::new("trayer");
        command.args(place).args(["--heighttype", "pixel", "--height", "32"]);
        command.env("DISPLAY", display.name()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().expect("trayer runs; ./dev install brings it"))
    }
}

impl Drop for Tray {
    fn drop(&mut self) {
        let _gone = self.0.kill().and_then(|()| self.0.wait());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_shuts_agents_out() {
    let (home, display) = (Home::new(), Display::start());
    let bus = DarkDesktop::start(&home);
    let _tray = Tray::start(&display);
    let mut story = Story::open_with(None, home, display, &bus.environment()).await;
    let agent = with_an_agent(&mut story).await;
    let deadline = Instant::now() + Duration::from_secs(40);
    while !story.desktop.text().await.contains(SHUT) {
        assert!(Instant::now() < deadline, "the tray stops nothing");
        choose_second(&story.display);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert_shut_out(&story, &agent).await;
    story.close().await;
}

/// Opens the menu of the first icon and takes its second entry, “Stop all keys”.
fn choose_second(display: &Display) {
    let _said = display.xdotool(&["key", "Escape"]);
    let _said = display.xdotool(&["mousemove", "12", "16", "click", "1"]);
    std::thread::sleep(Duration::from_millis(700));
    let _said = display.xdotool(&["key", "Down", "Down", "Return"]);
}
