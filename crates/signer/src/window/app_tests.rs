//! Every sheet in the window, without a display, by the names that assistive technology reads.

use std::{
    cell::Cell,
    rc::Rc,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    time::Instant,
};

use alloy_primitives::Address;
use egui::{Key, accesskit::Role, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};
use latchkey_core::approval::{ApprovalRequest, Purpose, Verdict};

use super::*;
use crate::{
    approve::{Case, Waker, desk::WorkerDesk, worker},
    fixtures::{self, CHEAP, PASSPHRASE},
    outbox::Outbox,
    vault::{VaultError, Vaults},
};

/// Hears the one verdict.
struct Ear(Sender<Vec<u8>>);

impl std::io::Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let _gone = self.0.send(bytes.to_vec());
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The window with its real worker thread, without a display.
struct Room {
    harness: Harness<'static, ApprovalWindow<WorkerDesk>>,
    now: Rc<Cell<Duration>>,
    heard: Receiver<Vec<u8>>,
    verdict: Option<Verdict>,
    _data: tempfile::TempDir,
}

impl Room {
    /// A window for a request about an owner whose key is in the vault.
    fn of(make: impl Fn(Address) -> ApprovalRequest) -> Self {
        let data = tempfile::tempdir().unwrap();
        let (vaults, owner) = fixtures::vault_with_owner(data.path());
        Self::with(make(owner), vaults, data)
    }

    fn with(request: ApprovalRequest, vaults: Vaults, data: tempfile::TempDir) -> Self {
        let deadline = request.deadline_secs;
        let (tell, heard) = channel();
        let outbox = Arc::new(Outbox::new(request.request_id.clone(), Box::new(Ear(tell))));
        let case = Case::new(request).unwrap();
        let sheet = case.sheet();
        let desk =
            worker::start(case, outbox, Waker::default(), move || vaults.with_cost(CHEAP)).unwrap();
        let now = Rc::new(Cell::new(Duration::ZERO));
        let clock = Rc::clone(&now);
        let look = Look::built_in().unwrap();
        let drawn = look.clone();
        let window =
            ApprovalWindow::new(look, sheet, deadline, desk, Box::new(move || clock.get()));
        let frame = |ui: &mut Ui, window: &mut ApprovalWindow<WorkerDesk>| {
            window.attend(ui.ctx());
            window.ui(ui);
        };
        let harness = Harness::builder()
            .with_size(vec2(520.0, 640.0))
            .with_context_setup(move |ctx| drawn.apply(ctx))
            .build_ui_state(frame, window);
        let mut room = Self { harness, now, heard, verdict: None, _data: data };
        // The worker has opened the vault and asks, however slow this computer is.
        room.until("asked", |room| room.harness.state().conversation.asked.is_some());
        room.wait(1);
        room
    }

    /// Draws frames until something holds; the person's clock stands still meanwhile.
    fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let patience = Instant::now() + Duration::from_secs(60);
        while !holds(self) {
            assert!(Instant::now() < patience, "not within a minute: {what}");
            std::thread::sleep(Duration::from_millis(2));
            self.harness.run_steps(1);
        }
    }

    /// Draws frames until the worker has answered what was given last.
    fn settle(&mut self) {
        self.harness.run_steps(2);
        self.until("the worker is done", |room| room.stage() != Stage::Working);
        self.harness.run_steps(2);
    }

    fn wait(&mut self, secs: u64) {
        self.now.set(self.now.get() + Duration::from_secs(secs));
        self.harness.run_steps(4);
    }

    fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.harness.run_steps(3);
    }

    fn write(&mut self, field: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::PasswordInput, field).focus();
        self.harness.run_steps(2);
        self.harness.event(egui::Event::Text(text.into()));
        self.harness.run_steps(2);
    }

    /// The end of the sheet in view for long enough.
    fn read(&mut self) {
        self.press(Key::End);
        self.wait(1);
    }

    fn stage(&self) -> Stage {
        self.harness.state().stage()
    }

    /// The verdict, if it was given; more than one is a fault.
    fn verdict(&mut self) -> Option<Verdict> {
        for frame in self.heard.try_iter() {
            let verdict = crate::protocol::decode(&frame[4..]).unwrap();
            assert!(self.verdict.replace(verdict).is_none(), "one verdict");
        }
        self.verdict.clone()
    }

    fn refusal(&mut self) -> Option<Refusal> {
        let verdict = self.verdict()?;
        let Verdict::Refused { reason, .. } = verdict else { panic!("{verdict:?}") };
        Some(reason)
    }

    fn says(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
    }

    fn is_disabled(&self, role: Role, label: &str) -> bool {
        self.harness.get_by_role_and_label(role, label).accesskit_node().is_disabled()
    }
}

fn grant() -> Room {
    Room::of(fixtures::grant)
}

#[test]
fn a_grant_not_read_to_its_end_cannot_be_approved() {
    let mut room = grant();
    room.wait(5);
    assert!(room.says("Read to the end first"));
    assert!(room.is_disabled(Role::PasswordInput, "Passphrase"));
    assert!(room.is_disabled(Role::Button, "Approve"));
    room.harness.event(egui::Event::Text(PASSPHRASE.into()));
    room.harness.run_steps(2);
    room.harness.get_by_role_and_label(Role::Button, "Approve").click();
    room.harness.run_steps(2);
    assert_eq!((room.stage(), room.verdict()), (Stage::Reading, None));
}

#[test]
fn every_owner_sheet_is_read_then_approved_by_passphrase_and_enter() {
    let sheets: [fn(Address) -> ApprovalRequest; 3] = [
        fixtures::grant,
        |owner| fixtures::ending(owner, Purpose::Revoke),
        |owner| fixtures::ending(owner, Purpose::StopAll),
    ];
    for make in sheets {
        let mut room = Room::of(make);
        room.read();
        assert_eq!(room.stage(), Stage::Asking);
        // The field has the keyboard by itself.
        room.harness.event(egui::Event::Text(PASSPHRASE.into()));
        room.harness.run_steps(2);
        room.press(Key::Enter);
        room.settle();
        let verdict = room.verdict().unwrap();
        assert!(
            matches!(
                verdict,
                Verdict::Granted { .. }
                    | Verdict::Signed { .. }
                    | Verdict::TransactionSigned { .. }
            ),
            "{verdict:?}"
        );
        assert_eq!(room.stage(), Stage::Ended(Ending::Approved));
    }
}

#[test]
fn the_sheet_says_what_will_be_signed() {
    let room = grant();
    let labels =
        ["Grant “Rent” to “billing bot”", "25 DUSD", "Local network", "The rules", "You sign"];
    for words in labels {
        assert!(room.says(words), "{words}");
    }
    assert!(room.says(&fixtures::BOB.to_checksum(None)), "the recipient in full");
    let stop = Room::of(|owner| fixtures::ending(owner, Purpose::StopAll));
    assert!(stop.says("Stop all keys"));
    let revoke = Room::of(|owner| fixtures::ending(owner, Purpose::Revoke));
    assert!(revoke.says("Revoke “Rent”"));
}

#[test]
fn a_wrong_passphrase_says_so_and_five_refuse() {
    let mut room = grant();
    room.read();
    for left in ["4 tries left", "3 tries left", "2 tries left", "1 try left"] {
        room.write("Passphrase", "not the passphrase");
        room.press(Key::Enter);
        room.settle();
        assert!(room.says(left), "{left}");
    }
    room.write("Passphrase", "not the passphrase");
    room.press(Key::Enter);
    room.settle();
    assert_eq!(room.refusal(), Some(Refusal::WrongPassphrase));
}

#[test]
fn a_click_without_the_passphrase_is_nothing() {
    let mut room = grant();
    room.read();
    room.harness.get_by_role_and_label(Role::Button, "Approve").click();
    room.press(Key::Enter);
    assert_eq!((room.stage(), room.verdict()), (Stage::Asking, None));
    room.write("Passphrase", PASSPHRASE);
    room.harness.get_by_role_and_label(Role::Button, "Approve").click();
    room.settle();
    assert!(matches!(room.verdict(), Some(Verdict::Granted { .. })));
}

#[test]
fn escape_refuses_at_any_time() {
    let mut room = grant();
    room.press(Key::Escape);
    assert_eq!(room.refusal(), Some(Refusal::Declined));
    let mut room = grant();
    room.read();
    room.write("Passphrase", PASSPHRASE);
    room.press(Key::Escape);
    assert_eq!(room.refusal(), Some(Refusal::Declined));
}

#[test]
fn refuse_has_the_keyboard_first_and_is_pressed_by_nobodys_typing() {
    let mut room = grant();
    assert!(room.harness.get_by_role_and_label(Role::Button, "Refuse").is_focused());
    for key in [Key::Enter, Key::Space] {
        room.press(key);
    }
    assert_eq!(room.verdict(), None, "the window came up while somebody typed elsewhere");
    room.read();
    room.harness.get_by_role_and_label(Role::Button, "Refuse").focus();
    room.press(Key::Enter);
    assert_eq!(room.refusal(), Some(Refusal::Declined));
}

#[test]
fn tab_goes_from_the_field_to_both_buttons() {
    let mut room = grant();
    room.read();
    room.write("Passphrase", "x");
    for name in ["Refuse", "Approve"] {
        room.press(Key::Tab);
        assert!(room.harness.get_by_role_and_label(Role::Button, name).is_focused(), "{name}");
    }
}

#[test]
fn pages_and_arrows_reach_the_end_too() {
    for key in [Key::PageDown, Key::ArrowDown] {
        let mut room = grant();
        for _ in 0..60 {
            room.press(key);
        }
        room.wait(1);
        assert_eq!(room.stage(), Stage::Asking, "{key:?}");
    }
}

#[test]
fn the_deadline_is_shown_and_is_a_refusal() {
    let mut room = grant();
    assert!(room.says("refuses itself in 119 s"));
    room.read();
    room.wait(100);
    assert!(room.says("refuses itself in 18 s"));
    room.wait(18);
    assert_eq!(room.refusal(), Some(Refusal::TimedOut));
}

#[test]
fn a_new_owner_key_needs_a_long_passphrase_typed_twice() {
    let data = tempfile::tempdir().unwrap();
    let (vaults, _) = fixtures::vault_with_owner(data.path());
    let mut room = Room::with(fixtures::create_owner(), vaults, data);
    room.read();
    room.write("Passphrase", "short");
    room.write("Passphrase again", "short");
    room.press(Key::Enter);
    assert!(room.says("At least 10 characters"));
    assert_eq!(room.verdict(), None);
    room.write("Passphrase", " is not long");
    room.press(Key::Enter);
    assert!(room.says("The two do not match."));
    room.write("Passphrase again", " is not long");
    room.press(Key::Enter);
    room.settle();
    let verdict = room.verdict();
    assert!(matches!(verdict, Some(Verdict::OwnerCreated { .. })), "{verdict:?}");
}

#[test]
fn a_key_that_would_rest_in_a_file_says_so() {
    let data = tempfile::tempdir().unwrap();
    let vaults = Vaults::of(Err(VaultError::Absent("no bus".into())), data.path());
    let mut room = Room::with(fixtures::create_owner(), vaults, data);
    assert!(room.says("No keychain answers"));
    room.read();
    assert_eq!(room.stage(), Stage::Asking);
}

#[test]
fn the_passphrase_is_never_told_to_assistive_technology() {
    let mut room = grant();
    room.read();
    room.write("Passphrase", "abc");
    let field = room.harness.get_by_role_and_label(Role::PasswordInput, "Passphrase");
    assert_eq!(field.value().as_deref(), Some("•••"));
}
