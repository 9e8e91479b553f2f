//! Every state of the conversation with a device, by a desk that follows a script: what is said, what
//! can be pressed, and that nothing but the person's own act goes on.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use alloy_primitives::Address;
use egui::{Key, accesskit::Role, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};
use latchkey_core::{approval::ApprovalRequest, review};

use super::{super::film::Film, *};
use crate::{approve::sheets, fixtures};

/// What was said to the desk, and what it will say.
#[derive(Default)]
struct Notes {
    news: RefCell<VecDeque<News>>,
    given: RefCell<Vec<String>>,
    refused: Cell<Option<Refusal>>,
}

pub(super) struct ScriptDesk(Rc<Notes>);

impl Desk for ScriptDesk {
    fn news(&mut self) -> Option<News> {
        self.0.news.borrow_mut().pop_front()
    }

    fn answer(&mut self, answer: Answer) {
        let words = match answer {
            Answer::Secret(typed) => format!("typed {}", typed.as_str()),
            Answer::Confirmed => "confirmed".to_owned(),
            Answer::Path(path) => format!("path {}", path.display()),
            Answer::Chosen(place) => format!("chose {place}"),
            Answer::Words(words) => format!("words {words}"),
        };
        self.0.given.borrow_mut().push(words);
    }

    fn refuse(&mut self, reason: Refusal) {
        assert_eq!(self.0.refused.replace(Some(reason)), None, "one refusal");
    }
}

/// A window whose desk follows a script.
pub(super) struct Room {
    pub(super) harness: Harness<'static, ApprovalWindow<ScriptDesk>>,
    pub(super) film: Film,
    notes: Rc<Notes>,
    now: Rc<Cell<Duration>>,
}

pub(super) const NAME: &str = "the security key “blue”";

/// How big the window is, and who takes pictures of it.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) size: egui::Vec2,
    pub(super) scale: f32,
    pub(super) film: Film,
}

impl Frame {
    pub(super) fn usual() -> Self {
        Self { size: vec2(520.0, 640.0), scale: 1.0, film: Film::default() }
    }
}

pub(super) fn key() -> Described {
    Described {
        name: NAME.to_owned(),
        protects: "Somebody without it.",
        does_not: "Somebody with it.",
        secret_first: false,
        kept_in: KeptIn::Device,
    }
}

pub(super) fn sheet(request: &ApprovalRequest) -> Sheet {
    let review = review::of(request, Some(Address::repeat_byte(0x22))).unwrap();
    assert!(review.blocked.is_none() || review.unlock.is_some());
    sheets::of(&review, request)
}

impl Room {
    fn of(request: &ApprovalRequest) -> Self {
        let mut room = Self::opening(sheet(request), &Frame::usual());
        let ready = Ready { key: Some(key()), kept_in: KeptIn::Device };
        room.hear(News::Ready(Box::new(ready)));
        room
    }

    /// A window over a vault that has not answered yet.
    pub(super) fn opening(sheet: Sheet, frame: &Frame) -> Self {
        let notes = Rc::new(Notes::default());
        let now = Rc::new(Cell::new(Duration::ZERO));
        let (clock, look) = (Rc::clone(&now), Look::built_in().unwrap());
        let drawn = look.clone();
        let desk = ScriptDesk(Rc::clone(&notes));
        let clock = Box::new(move || clock.get());
        let window = ApprovalWindow::new(look, sheet, 120, desk, clock);
        let draw = |ui: &mut Ui, window: &mut ApprovalWindow<ScriptDesk>| {
            window.attend(ui.ctx());
            window.ui(ui);
        };
        let harness = Harness::builder()
            .with_size(frame.size)
            .with_pixels_per_point(frame.scale)
            .renderer(frame.film.clone())
            .with_context_setup(move |ctx| drawn.apply(ctx))
            .build_ui_state(draw, window);
        Self { harness, film: frame.film.clone(), notes, now }
    }

    /// A grant whose key waits for the person to press Approve.
    fn grant() -> Self {
        let mut room = Self::of(&fixtures::grant(Address::repeat_byte(0x11)));
        room.hear(News::Asked(Asked::Confirm));
        room.wait(1000);
        room
    }

    /// The same, read, Approve pressed: the device is at work.
    fn at_work() -> Self {
        let mut room = Self::grant();
        room.read();
        room.click("Approve");
        assert_eq!((room.stage(), room.given()), (Stage::Working, vec!["confirmed".to_owned()]));
        room
    }

    pub(super) fn hear(&mut self, news: News) {
        self.notes.news.borrow_mut().push_back(news);
        self.harness.run_steps(3);
    }

    fn show(&mut self, state: DeviceState) {
        self.hear(News::Shown(state));
    }

    pub(super) fn wait(&mut self, millis: u64) {
        self.now.set(self.now.get() + Duration::from_millis(millis));
        self.harness.run_steps(4);
    }

    pub(super) fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.harness.run_steps(3);
    }

    pub(super) fn click(&mut self, button: &str) {
        self.harness.get_by_role_and_label(Role::Button, button).click();
        self.harness.run_steps(3);
    }

    fn write(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.into()));
        self.harness.run_steps(2);
    }

    pub(super) fn read(&mut self) {
        self.press(Key::End);
        self.wait(1000);
        assert_eq!(self.stage(), Stage::Asking);
    }

    pub(super) fn stage(&self) -> Stage {
        self.harness.state().stage()
    }

    fn given(&self) -> Vec<String> {
        self.notes.given.borrow().clone()
    }

    pub(super) fn says(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
    }

    fn can_approve(&self) -> bool {
        let approve = self.harness.get_by_role_and_label(Role::Button, "Approve");
        !approve.accesskit_node().is_disabled()
    }
}

/// Every state in which a device or the computer is at work, and what the card then says.
fn states() -> Vec<(DeviceState, &'static str)> {
    let name = || NAME.to_owned();
    vec![
        (DeviceState::Insert { name: name() }, "Insert the security key “blue”"),
        (DeviceState::Unplugged { name: name() }, "Plug the security key “blue” back in"),
        (DeviceState::Touch { name: name(), seconds: 30 }, "Touch the security key “blue”"),
        (DeviceState::Busy { name: name() }, "Another program is using it"),
        (
            DeviceState::OpenApp { name: name(), app: "Ethereum" },
            "Open the Ethereum app on the security key “blue”",
        ),
        (DeviceState::System { name: "Touch ID" }, "Touch ID asks"),
        (DeviceState::Verifying, "Verifying"),
        (DeviceState::Working("Checking the passphrase"), "Checking the passphrase"),
    ]
}

#[test]
fn every_state_is_said_and_takes_nothing_but_a_refusal() {
    for (state, words) in states() {
        let mut room = Room::at_work();
        room.show(state.clone());
        let stage = if state.waits_for_person() { Stage::Waiting } else { Stage::Working };
        assert_eq!(room.stage(), stage, "{state:?}");
        assert!(room.says(words), "{state:?} says {words}");
        assert!(!room.can_approve(), "{state:?}");
        for key in [Key::Enter, Key::Space] {
            // Enter on a focused Refuse refuses; here the keyboard is elsewhere.
            room.harness.get_by_role_and_label(Role::Button, "Approve").focus();
            room.press(key);
        }
        room.write("1234");
        room.click("Approve");
        assert_eq!((room.given().len(), room.notes.refused.get()), (1, None), "{state:?}");
    }
}

#[test]
fn every_state_can_be_left_by_escape_and_by_the_button() {
    for (state, _) in states() {
        for by_button in [true, false] {
            let mut room = Room::at_work();
            room.show(state.clone());
            if by_button {
                room.click("Refuse");
            } else {
                room.press(Key::Escape);
            }
            assert_eq!(room.notes.refused.get(), Some(Refusal::Declined), "{state:?}");
            assert_eq!(room.stage(), Stage::Ended(Ending::Refused(Refusal::Declined)));
        }
    }
}

#[test]
fn before_the_sheet_is_read_enter_space_and_clicks_approve_nothing() {
    let mut room = Room::grant();
    room.wait(5000);
    assert!(!room.can_approve());
    for name in ["Refuse", "Approve"] {
        room.harness.get_by_role_and_label(Role::Button, name).focus();
        room.harness.run_steps(2);
        for key in [Key::Enter, Key::Space] {
            room.press(key);
        }
    }
    room.click("Approve");
    assert_eq!(room.notes.refused.get(), None);
    assert_eq!((room.stage(), room.given()), (Stage::Reading, vec![]));
}

#[test]
fn a_press_is_passed_on_and_signs_nothing_by_itself() {
    let mut room = Room::grant();
    room.read();
    assert!(room.says("The button alone signs nothing"));
    let refuse = room.harness.get_by_role_and_label(Role::Button, "Refuse");
    assert!(refuse.is_focused(), "a key pressed by habit does not approve");
    room.press(Key::Tab);
    room.press(Key::Enter);
    room.press(Key::Enter);
    assert_eq!((room.stage(), room.given()), (Stage::Working, vec!["confirmed".to_owned()]));
    room.wait(5000);
    assert_eq!(room.stage(), Stage::Working, "still waiting for the device");
}

#[test]
fn insert_pin_touch_verify_done() {
    let mut room = Room::at_work();
    room.show(DeviceState::Insert { name: NAME.to_owned() });
    let pin = |tries_left, wrong| Wanted::Pin { name: NAME.to_owned(), tries_left, wrong };
    room.hear(News::Asked(Asked::Secret(pin(Some(8), false))));
    assert!(room.says("PIN of the security key “blue”") && room.says("8 tries left"));
    // The field has the keyboard by itself.
    room.write("1111");
    room.press(Key::Enter);
    room.hear(News::Asked(Asked::Secret(pin(Some(7), true))));
    assert!(room.says("That was not the PIN. 7 tries left"));
    let field = room.harness.get_by_role_and_label(Role::PasswordInput, "PIN");
    assert_eq!(field.value().as_deref(), Some(""), "the wrong one is wiped");
    room.write("1234");
    room.press(Key::Enter);
    room.show(DeviceState::Touch { name: NAME.to_owned(), seconds: 30 });
    assert!(room.says("30 s left"));
    room.wait(12_500);
    assert!(room.says("18 s left"), "the ring counts");
    room.show(DeviceState::Verifying);
    room.hear(News::Approved);
    assert_eq!(room.given(), ["confirmed", "typed 1111", "typed 1234"]);
    assert_eq!(room.stage(), Stage::Ended(Ending::Approved));
    assert_eq!(room.notes.refused.get(), None);
}

#[test]
fn unplugged_keeps_the_request_until_the_deadline() {
    let mut room = Room::at_work();
    room.show(DeviceState::Touch { name: NAME.to_owned(), seconds: 30 });
    room.show(DeviceState::Unplugged { name: NAME.to_owned() });
    room.wait(60_000);
    assert!(room.says("This request stays open"));
    room.show(DeviceState::Touch { name: NAME.to_owned(), seconds: 30 });
    assert_eq!(room.stage(), Stage::Waiting);
    room.wait(60_000);
    assert_eq!(room.notes.refused.get(), Some(Refusal::TimedOut));
}

#[test]
fn a_new_pin_is_typed_twice() {
    let mut room = Room::at_work();
    let new = Wanted::NewPin { name: NAME.to_owned(), at_least: 4 };
    room.hear(News::Asked(Asked::Secret(new)));
    room.write("123");
    room.press(Key::Enter);
    assert_eq!(room.given().len(), 1, "too short");
    room.write("4");
    room.press(Key::Tab);
    room.write("1234");
    room.press(Key::Enter);
    assert_eq!(room.given().last().unwrap(), "typed 1234");
}

#[test]
fn a_file_is_named_by_keyboard() {
    let mut room = Room::at_work();
    let suggested = "/tmp/owner.json".to_owned();
    room.hear(News::Asked(Asked::Path(Place::Save { suggested, taken: false })));
    assert!(room.says("Where shall the backup be?"));
    room.press(Key::Enter);
    assert_eq!(room.given().last().unwrap(), "path /tmp/owner.json");
}

#[test]
fn a_chosen_file_is_written_into_the_field_and_approves_nothing() {
    let mut room = Room::at_work();
    room.hear(News::Asked(Asked::Path(Place::Open)));
    // By keyboard: Enter on the button opens the dialog, and does not send what the field holds.
    room.write("x");
    room.press(Key::Tab);
    room.press(Key::Enter);
    assert_eq!((room.stage(), room.given().len()), (Stage::Asking, 1));
    let entry = &mut room.harness.state_mut().entry;
    assert_eq!(entry.browse.take_wish(), Some(Place::Open), "the window opens the dialog");
    let (tell, answer) = std::sync::mpsc::channel();
    entry.browse.hear_from(answer);
    room.harness.run_steps(3);
    let choosing = room.harness.get_by_role_and_label(Role::Button, "Choosing…");
    assert!(choosing.accesskit_node().is_disabled(), "one dialog at a time");
    tell.send(browse::Picked::File("/media/stick/owner.json".into())).unwrap();
    room.harness.run_steps(3);
    let field = room.harness.get_by_role_and_label(Role::TextInput, "File");
    assert_eq!(field.value().as_deref(), Some("/media/stick/owner.json"));
    assert_eq!((room.stage(), room.given().len()), (Stage::Asking, 1), "nothing was given");
    room.press(Key::Enter);
    assert_eq!(room.given().last().unwrap(), "path /media/stick/owner.json");
}

#[test]
fn without_a_file_dialog_the_path_is_written_and_an_open_one_holds_up_nothing() {
    let mut room = Room::at_work();
    room.hear(News::Asked(Asked::Path(Place::Open)));
    let (tell, answer) = std::sync::mpsc::channel();
    room.harness.state_mut().entry.browse.hear_from(answer);
    tell.send(browse::Picked::Absent).unwrap();
    room.harness.run_steps(3);
    assert!(room.says("No file dialog answers on this computer. Write the path instead."));
    room.write("/tmp/owner.json");
    room.press(Key::Enter);
    assert_eq!(room.given().last().unwrap(), "path /tmp/owner.json");

    let mut room = Room::at_work();
    room.hear(News::Asked(Asked::Path(Place::Open)));
    let (_open, answer) = std::sync::mpsc::channel();
    room.harness.state_mut().entry.browse.hear_from(answer);
    room.wait(120_000);
    assert_eq!(room.notes.refused.get(), Some(Refusal::TimedOut), "the deadline does not wait");
}

#[test]
fn words_are_typed_in_full_before_anything_goes_on() {
    let mut room = Room::at_work();
    let phrase = Phrase { note: "Nothing limits this key.", words: "this key can take everything" };
    room.hear(News::Asked(Asked::Words(phrase)));
    assert!(room.says("Type: “this key can take everything”"));
    for typed in ["this key", " can take everythin"] {
        room.write(typed);
        assert!(!room.can_approve());
        room.press(Key::Enter);
        assert_eq!((room.stage(), room.given().len()), (Stage::Asking, 1), "{typed}");
    }
    room.write("g");
    assert!(room.can_approve());
    room.press(Key::Enter);
    assert_eq!(room.given().last().unwrap(), "words this key can take everything");
    assert_eq!(room.stage(), Stage::Working, "the owner's own act is still to come");
}

#[test]
fn what_was_read_to_its_end_stays_in_view_when_the_card_grows() {
    let mut room = Room::grant();
    room.read();
    room.hear(News::Asked(Asked::Secret(Wanted::NewPassphrase)));
    room.wait(100);
    let last = room.harness.query_all_by_label_contains("calls itself").next().unwrap().rect();
    let card = room.harness.get_by_label_contains("Choose a passphrase").rect();
    assert!(last.bottom() < card.top(), "{last:?} above the card, at {card:?}");
}

#[test]
fn every_request_has_its_sheet_and_its_word() {
    let owner = Address::repeat_byte(0x11);
    let [import, backup, key, passphrase, test] = fixtures::care(owner);
    let sheets = [
        (import, "Import key", "Import the owner key of “Everyday”"),
        (backup, "Write backup", "Whoever has the file and its password owns the account"),
        (key, "Add lock", "a further security key"),
        (passphrase, "Add lock", "a passphrase that you choose here"),
        (test, "Test key", "a test message that no account accepts"),
        (fixtures::reopen(owner), "Let agents in", "on the command line, at 20 Nov 2026"),
        (fixtures::regrant(owner), "Approve", "Wider than before"),
        (fixtures::change_owner(owner), "Approve", "Test the new key before you approve this"),
    ];
    for (request, word, words) in sheets {
        let room = Room::of(&request);
        let button = room.harness.query_by_role_and_label(Role::Button, word);
        assert!(button.is_some(), "{word}");
        assert!(room.says(words), "{words}");
    }
}

#[test]
fn a_re_grant_shows_what_comes_goes_and_stays() {
    let sheet = sheet(&fixtures::regrant(Address::repeat_byte(0x11)));
    let headings: Vec<_> = sheet.lists.iter().map(|list| list.heading.as_str()).collect();
    assert_eq!(
        headings,
        ["New in this key", "No longer", "For example", "As before", "Not limited", "Off switch"]
    );
    let example = &sheet.lists[2].items[0];
    assert!(example.starts_with("Allowed now: send 25 DUSD"), "{example}");
    assert!(sheet.lists[0].items[0].contains("at most 25 DUSD"), "{:?}", sheet.lists[0]);
    assert!(sheet.lists[1].items[0].contains("at most 12.5 DUSD"), "{:?}", sheet.lists[1]);
    assert_eq!(sheet.lists[0].tone, Tone::Warn);
    let warned = |words| sheet.warnings.iter().any(|warning| warning.text.contains(words));
    assert!(warned("goes on working until it is ended"));
    assert!(warned("Wider than before") && warned("begins anew"));
}

#[test]
fn what_an_agent_asked_for_says_so_first() {
    let mut request = fixtures::grant(Address::repeat_byte(0x11));
    let name = "billing bot".to_owned();
    request.provenance.who = latchkey_core::approval::Asker::Agent { name };
    request.provenance.program = Some("/opt/agents/bot".to_owned());
    let sheet = sheet(&request);
    assert!(sheet.kicker.starts_with("AN AGENT ASKS · Asked by the agent “billing bot”"));
    assert!(sheet.warnings[0].text.starts_with("An agent asked for this"));
    assert!(Room::of(&request).says("/opt/agents/bot"));
}

#[test]
fn several_hashes_are_listed_with_the_root_over_them() {
    let room = Room::of(&fixtures::change_owner(Address::repeat_byte(0x11)));
    for words in ["Merkle tree over the 2 hashes below", "Part 1", "Part 2", "Local network"] {
        assert!(room.says(words), "{words}");
    }
}
