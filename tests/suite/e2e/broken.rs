//! What is wrong around the app: each time a message that says what happened and what to do, and
//! nothing is lost.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::binaries;
use latchkey_tests::dark_desktop::DarkDesktop;
use latchkey_tests::desktop::Desktop;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use latchkey_tests::story::Story;

const CANNOT: &str = "Latchkey cannot read its wallet";

/// Opens the app over a prepared store and reads what it says; the store must stay as it is.
async fn says_over(home: &Home, display: &Display, words: &[&str]) {
    let path = home.data().join("latchkey.db");
    let before = std::fs::read(&path).unwrap();
    let desktop = Desktop::start(display, home).await;
    desktop.find("heading", CANNOT).await;
    let said = desktop.alert().await;
    for word in words {
        assert!(said.contains(word), "“{word}” is not said: {said}");
    }
    desktop.close().await;
    assert_eq!(std::fs::read(&path).unwrap(), before, "the store was changed");
}

fn store(home: &Home) -> PathBuf {
    std::fs::create_dir_all(home.data()).unwrap();
    home.data().join("latchkey.db")
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_that_cannot_be_used_stay_as_they_are() {
    let display = Display::start();
    let home = Home::new();
    std::fs::write(store(&home), "this is no database, and never was one").unwrap();
    says_over(&home, &display, &["cannot be read", "Nothing was changed", "backup"]).await;

    let home = Home::new();
    Desktop::start(&display, &home).await.close().await;
    newer(&store(&home));
    says_over(&home, &display, &["newer Latchkey", "Nothing was changed", "Install"]).await;
}

/// What a later version leaves behind.
fn newer(path: &Path) {
    let store = rusqlite::Connection::open(path).unwrap();
    store.pragma_update(None, "user_version", 99).unwrap();
    store.pragma_update(None, "journal_mode", "DELETE").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_instance_says_so_and_leaves_the_first_alone() {
    let (display, home) = (Display::start(), Home::new());
    let first = Desktop::start(&display, &home).await;
    first.says("Keys that only open what you say").await;
    let second = Desktop::start(&display, &home).await;
    let said = second.alert().await;
    assert!(said.contains("already running"), "{said}");
    second.close().await;
    first.find("button", "Create account…").await;
    first.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_said_and_the_account_works_all_the_same() {
    let _taken = take_port();
    let mut story = Story::open(None).await;
    let said = story.create_account().await;
    assert!(said.contains("DUSD"), "{said}");
    story.desktop.says("Port 8545 is taken by another program").await;
    story.close().await;
}

/// Where the session bus answers, the second instance hands over to the first and ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_instance_on_a_session_bus_ends_by_itself() {
    let (display, home) = (Display::start(), Home::new());
    let bus = DarkDesktop::start(&home);
    let app = binaries::program("latchkey-desktop");
    let environment = bus.environment();
    let first = Desktop::start_program(&app, &display, &home, &environment).await;
    first.says("Keys that only open what you say").await;
    let mut command = Command::new(&app);
    home.apply(&mut command).envs(environment).env("DISPLAY", display.name());
    let mut second = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    let end = loop {
        if let Some(end) = second.try_wait().unwrap() {
            break end;
        }
        if Instant::now() > deadline {
            second.kill().and_then(|()| second.wait()).unwrap();
            panic!("the second instance stays");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(end.success(), "{end}");
    first.find("button", "Create account…").await;
    first.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signer_that_dies_while_it_asks_leaves_nothing_half_done() {
    let mut story = Story::open(None).await;
    story.desktop.press("button", "Create account…").await;
    let window = ApprovalWindow::wait(&story.display);
    for signer in story.home.running(&binaries::program("latchkey-signer")) {
        assert!(Command::new("kill").args(["-9", &signer]).status().unwrap().success());
    }
    window.wait_gone();
    let said = story.desktop.alert().await;
    assert!(
        said.contains("ended without an answer") && said.contains("Nothing was signed"),
        "{said}"
    );
    story.create_account().await;
    story.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_is_killed_finds_its_account_again() {
    let mut story = Story::open(None).await;
    story.create_account().await;
    let address = story.address().await;
    let Story { desktop, display, home, .. } = story;
    desktop.kill().await;
    let again = Desktop::start(&display, &home).await;
    assert_eq!(again.marked("[data-value^='0x']").await, address);
    again.says("DUSD").await;
    again.close().await;
}

/// Takes the local network's preferred port. Another test may have it for a while; a program that
/// keeps it for good serves as well.
fn take_port() -> Option<TcpListener> {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        if let Ok(taken) = TcpListener::bind("127.0.0.1:8545") {
            return Some(taken);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_signer_nothing_is_signed_and_the_message_says_where_it_belongs() {
    let (display, home) = (Display::start(), Home::new());
    let folder = tempfile::tempdir_in(binaries::folder()).unwrap();
    let alone = folder.path().join("latchkey-desktop");
    std::fs::hard_link(binaries::program("latchkey-desktop"), &alone).unwrap();
    let desktop = Desktop::start_program(&alone, &display, &home, &[]).await;
    desktop.press("button", "Create account…").await;
    let said = desktop.alert().await;
    assert!(said.contains("latchkey-signer") && said.contains("Install Latchkey again"), "{said}");
    desktop.find("button", "Create account…").await;
    desktop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_local_network_is_set_aside_and_the_account_stays() {
    let mut story = Story::open(None).await;
    story.create_account().await;
    let address = story.address().await;
    let Story { desktop, display, home, .. } = story;
    desktop.close().await;
    let state = largest_file(&home.data().join("devnet"));
    let mut bytes = std::fs::read(&state).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0xff);
    std::fs::write(&state, &bytes).unwrap();

    let desktop = Desktop::start(&display, &home).await;
    desktop.says_within("The local network's state was damaged", Duration::from_secs(30)).await;
    let shown = desktop.marked("[data-value^='0x']").await;
    assert_eq!(shown, address, "the account is another one");
    desktop.press("button", "Get test money on Local network").await;
    desktop.says("DUSD").await;
    desktop.close().await;
    let kept = std::fs::read_dir(home.data().join("devnet")).unwrap();
    let aside = kept
        .map(|entry| entry.unwrap().path())
        .find(|path| *path != state && std::fs::read(path).is_ok_and(|kept| kept == bytes));
    assert!(aside.is_some(), "the damaged state is gone");
}

fn largest_file(folder: &Path) -> PathBuf {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.max_by_key(|path| path.metadata().unwrap().len()).unwrap()
}
