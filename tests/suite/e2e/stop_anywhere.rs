//! Stop all keys without the app's window: by its keys from anywhere on the desktop, and in the tray.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use latchkey_core::approval::STOP_MARK_FILE;
use latchkey_tests::binaries;
use latchkey_tests::dark_desktop::DarkDesktop;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use latchkey_tests::story::plot::RENT;
use latchkey_tests::story::{Agent, Answer, Door, RECIPIENT, Story};

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

/// Sends a signal to these processes.
fn signal(name: &str, ids: &[String]) {
    assert!(!ids.is_empty(), "there is no such process");
    let sent = Command::new("kill").arg(format!("-{name}")).args(ids).status();
    assert!(sent.unwrap().success());
}

/// Session signers that run in this home. Their environment cannot be read, so they are known by the
/// files they write.
fn signers(home: &Home) -> Vec<String> {
    let files = std::fs::read_dir(home.data().join("signers")).into_iter().flatten().flatten();
    let ids = files.map(|file| file.file_name().to_string_lossy().into_owned());
    ids.filter(|id| Path::new("/proc").join(id).exists()).collect()
}

async fn gone(home: &Home) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !signers(home).is_empty() {
        assert!(Instant::now() < deadline, "a session signer lives on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stop_keys_work_while_the_page_hangs() {
    let mut story = Story::open(None).await;
    let agent = with_an_agent(&mut story).await;
    let pages = story.home.running_as("WebKitWebProces");
    signal("STOP", &pages);
    assert_eq!(signers(&story.home).len(), 1);
    let _said = story.display.xdotool(&["key", "ctrl+shift+k"]);
    gone(&story.home).await;
    assert!(story.home.data().join(STOP_MARK_FILE).is_file());
    for door in [Door::Http, Door::Shim] {
        story.pay_shut_out(&agent, door, RECIPIENT, 1).await;
    }
    signal("CONT", &pages);
    assert_shut_out(&story, &agent).await;
    story.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn latchkey_kill_works_while_the_app_is_frozen_and_the_owner_takes_it_back() {
    let mut story = Story::open(None).await;
    let agent = with_an_agent(&mut story).await;
    let app = story.home.running(&binaries::program("latchkey-desktop"));
    signal("STOP", &app);
    assert_eq!(signers(&story.home).len(), 1);
    let mut kill = Command::new(binaries::program("latchkey"));
    let said = story.home.apply(&mut kill).args(["--json", "kill"]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let said: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!((said["stopped"].as_bool(), said["killed"].as_u64()), (Some(true), Some(1)));
    gone(&story.home).await;
    // The local network lies in the frozen app: nobody can be asked for a balance now.
    let told = story.pay(&agent, Door::Shim, RECIPIENT, 1).text("error.message");
    assert!(told.contains("stopped all keys"), "the app hangs, and the agent hears why: {told}");

    signal("CONT", &app);
    assert_shut_out(&story, &agent).await;
    story.desktop.press("switch", "Agent access").await;
    story.answer("reopen", Answer::Approve);
    story.desktop.find("button", "Copy HTTP address").await;
    assert!(!story.home.data().join(STOP_MARK_FILE).exists());
    story.pay_allowed(&agent, Door::Shim, RECIPIENT, 1).await;
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
