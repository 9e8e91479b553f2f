//! The keychain of the system: used where it answers, named as absent where it stays locked.

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
        std::thread::sleep(std::time::Duration::from_secs(2));
        window.choose_passphrase(PASSPHRASE);
    });
    let Verdict::OwnerCreated { kept_in, .. } = made else { panic!("{made:?}") };
    assert_eq!(kept_in, KeptIn::SealedFile);
}
