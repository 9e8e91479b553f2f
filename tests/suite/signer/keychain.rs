//! The keychain of the system: used where it answers, named as absent where it stays locked.

use std::time::{Duration, Instant};

use latchkey_core::approval::{
    ApprovalRequest, KeptIn, PROTOCOL_VERSION, SessionKeyRef, SessionReply, SessionRequest, Verdict,
};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;

use crate::asks::{self, Owner};
use crate::bus::Bus;
use crate::process::Signer;
use crate::window::PASSPHRASE;

struct Desk<'a> {
    home: &'a Home,
    display: &'a Display,
    bus: &'a Bus,
}

impl Desk<'_> {
    fn ask(&self, request: &ApprovalRequest, answer: impl Fn(&ApprovalWindow<'_>)) -> Verdict {
        let environment = self.bus.environment();
        let mut signer = Signer::start_with("approve", self.home, Some(self.display), &environment);
        signer.send(request);
        let window = ApprovalWindow::wait(self.display);
        answer(&window);
        let verdict = signer.verdict();
        window.wait_gone();
        verdict
    }
}

#[test]
fn owner_and_session_keys_rest_in_an_unlocked_keychain() {
    let (home, display) = (Home::new(), Display::start());
    let mut bus = Bus::start(&home);
    bus.unlock_keyring(&home);
    let desk = Desk { home: &home, display: &display, bus: &bus };
    let made = desk.ask(&asks::create_owner(), |window| window.choose_passphrase(PASSPHRASE));
    let Verdict::OwnerCreated { kept_in, .. } = &made else { panic!("{made:?}") };
    assert_eq!(*kept_in, KeptIn::Keychain);
    assert!(!home.data().join("vault").exists(), "no file beside the keychain");

    let owner = Owner::of(&made);
    let granted = desk.ask(&owner.grant(), |window| window.approve(PASSPHRASE));
    let Verdict::Granted { permission_id, .. } = granted else { panic!("{granted:?}") };
    let key = SessionKeyRef { account: owner.account().address(), permission_id };
    let mut session = Signer::start_with("session", &home, None, &bus.environment());
    session.send(&SessionRequest::Open { version: PROTOCOL_VERSION, keys: vec![key.clone()] });
    let reply: SessionReply = session.answer();
    assert_eq!(reply, SessionReply::Loaded { loaded: vec![key], missing: vec![] });
    assert!(!home.data().join("vault").exists());
}

#[test]
fn a_keychain_that_stays_locked_leads_to_a_labelled_file() {
    let (home, display) = (Home::new(), Display::start());
    // The bus starts a keyring on demand: it has no password and nobody to ask for one.
    let bus = Bus::start(&home);
    let desk = Desk { home: &home, display: &display, bus: &bus };
    let made = desk.ask(&asks::create_owner(), |window| {
        std::thread::sleep(Duration::from_secs(2));
        window.choose_passphrase(PASSPHRASE);
    });
    let Verdict::OwnerCreated { kept_in, .. } = made else { panic!("{made:?}") };
    assert_eq!(kept_in, KeptIn::SealedFile);
}

/// The password that [`Bus::unlock_keyring`] gives the keyring.
const KEYRING_PASSWORD: &str = "login password";

/// Waits for the keyring's own prompt and answers it as a person would.
fn answer_prompt(display: &Display, password: &str) {
    let deadline = Instant::now() + Duration::from_secs(60);
    let prompt = loop {
        let found = display.xdotool(&["search", "--onlyvisible", "--class", "[Gg]cr-prompter"]);
        if let Some(id) = found.lines().next() {
            break id.to_owned();
        }
        assert!(Instant::now() < deadline, "no prompt; windows there:\n{}", display.windows());
        std::thread::sleep(Duration::from_millis(50));
    };
    drop(display.xdotool(&["windowactivate", "--sync", &prompt]));
    drop(display.xdotool(&["windowfocus", "--sync", &prompt]));
    std::thread::sleep(Duration::from_millis(500));
    drop(display.xdotool(&["type", "--clearmodifiers", "--delay", "20", password]));
    drop(display.xdotool(&["key", "Return"]));
}

#[test]
fn a_locked_keychain_asks_to_be_unlocked_with_its_own_prompt() {
    let (home, display) = (Home::new(), Display::start());
    let mut bus = Bus::start_on(&home, &display);
    bus.unlock_keyring(&home);
    bus.lock_keyring();
    let mut signer = Signer::start_with("approve", &home, Some(&display), &bus.environment());
    signer.send(&asks::create_owner());
    // The approval window is there too, and says that it waits for the keychain.
    answer_prompt(&display, KEYRING_PASSWORD);
    let window = ApprovalWindow::wait(&display);
    window.choose_passphrase(PASSPHRASE);
    let verdict = signer.verdict();
    let Verdict::OwnerCreated { kept_in, .. } = verdict else { panic!("{verdict:?}") };
    assert_eq!(kept_in, KeptIn::Keychain, "unlocked, it is used; no file instead");
    assert!(!home.data().join("vault").exists());
}
