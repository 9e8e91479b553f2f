//! The keychain of the system: used where it answers, named as absent where it stays locked.

use std::time::{Duration, Instant};

use latchkey_core::approval::{
    ApprovalRequest, KeptIn, PROTOCOL_VERSION, SessionKeyRef, SessionReply, SessionRequest, Verdict,
};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;

use crate::asks::{self, Owner};
use crate::bus::{Bus, KEYRING_PASSWORD};
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
        std::thread::sleep(std::time::Duration::from_secs(2));
        window.choose_passphrase(PASSPHRASE);
    });
    let Verdict::OwnerCreated { kept_in, .. } = made else { panic!("{made:?}") };
    assert_eq!(kept_in, KeptIn::SealedFile);
}

/// The keyring's own prompt, if it is on the screen.
fn prompt(display: &Display) -> Option<String> {
    let found = display.xdotool(&["search", "--onlyvisible", "--class", "^[Gg]cr-prompter$"]);
    found.lines().next().map(str::to_owned)
}

/// Waits for the prompt, does this to it, and waits until it is gone; where a busy computer lost some
/// of the keys, it asks again, and so does this.
fn answer_prompt(display: &Display, act: impl Fn()) {
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut seen = false;
    loop {
        match prompt(display) {
            None if seen => return,
            None => std::thread::sleep(Duration::from_millis(50)),
            Some(id) => {
                seen = true;
                let _said = display.xdotool(&["windowactivate", "--sync", &id]);
                let _said = display.xdotool(&["windowfocus", "--sync", &id]);
                std::thread::sleep(Duration::from_millis(700));
                act();
                std::thread::sleep(Duration::from_secs(2));
            }
        }
        assert!(Instant::now() < deadline, "windows there:\n{}", display.windows());
    }
}

/// When the vault is open at last, however long that took.
fn choose_passphrase(display: &Display, signer: &Signer, window: &ApprovalWindow<'_>) {
    window.focus();
    window.read_to_end();
    signer.said("the person is asked", 1);
    // The keyboard may still be on its way back from the prompt; then it is typed again.
    for attempt in 0..6 {
        window.focus();
        if attempt > 0 {
            window.press("shift+Tab");
        }
        for field in [1, 2] {
            window.press("ctrl+u");
            window.type_text(PASSPHRASE);
            if field == 1 {
                window.press("Tab");
            }
        }
        window.press("Return");
        std::thread::sleep(Duration::from_secs(3));
        if !ApprovalWindow::is_open(display) {
            return;
        }
    }
}

struct Locked {
    home: Home,
    display: Display,
    bus: Bus,
}

/// A keychain that was used and is locked now, on a display where it can ask.
fn locked() -> Locked {
    let (home, display) = (Home::new(), Display::start());
    let mut bus = Bus::start_on(&home, &display);
    bus.unlock_keyring(&home);
    bus.lock_keyring();
    Locked { home, display, bus }
}

#[test]
fn a_locked_keychain_asks_with_its_own_prompt_and_is_used_once_it_is_unlocked() {
    let Locked { home, display, bus } = locked();
    let mut signer = Signer::start_with("approve", &home, Some(&display), &bus.environment());
    signer.send(&asks::create_owner());
    answer_prompt(&display, || {
        let _said = display.xdotool(&["key", "ctrl+a"]);
        let _said = display.xdotool(&["type", "--delay", "20", KEYRING_PASSWORD]);
        let _said = display.xdotool(&["key", "Return"]);
    });
    let window = ApprovalWindow::wait(&display);
    choose_passphrase(&display, &signer, &window);
    let verdict = signer.verdict();
    let Verdict::OwnerCreated { kept_in, .. } = verdict else { panic!("{verdict:?}") };
    assert_eq!(kept_in, KeptIn::Keychain, "unlocked, it is used");
    assert!(!home.data().join("vault").exists(), "and no file beside it");
}

#[test]
fn a_prompt_that_is_dismissed_leads_to_a_labelled_file() {
    let Locked { home, display, bus } = locked();
    let mut signer = Signer::start_with("approve", &home, Some(&display), &bus.environment());
    signer.send(&asks::create_owner());
    answer_prompt(&display, || {
        let _said = display.xdotool(&["key", "Escape"]);
    });
    signer.said("no keychain; new entries become sealed files", 1);
    let window = ApprovalWindow::wait(&display);
    choose_passphrase(&display, &signer, &window);
    let verdict = signer.verdict();
    let Verdict::OwnerCreated { kept_in, .. } = verdict else { panic!("{verdict:?}") };
    assert_eq!(kept_in, KeptIn::SealedFile);
}
