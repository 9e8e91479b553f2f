//! Every sheet and every state of the card, laid out in the smallest and the usual window: nothing
//! sticks out, nothing lies under something else, whatever comes late. With `LATCHKEY_SHOTS` naming
//! a folder, a picture of each, light and dark.

use std::path::PathBuf;

use alloy_primitives::{Address, B256};
use egui::{Rect, Theme, accesskit::Role, vec2};
use egui_kittest::kittest::{AccessKitNode, By, NodeT, Queryable};
use latchkey_core::approval::{ApprovalRequest, Ask, OwnerKind, Purpose};

use super::{
    super::film::Film,
    state_tests::{self, Frame, NAME, Room, key},
    *,
};
use crate::{fixtures, owner::Offer};

const OWNER: Address = Address::repeat_byte(0x11);

fn name() -> String {
    NAME.to_owned()
}

fn pin(tries_left: Option<u8>, wrong: bool) -> News {
    News::Asked(Asked::Secret(Wanted::Pin { name: name(), tries_left, wrong }))
}

fn typed(wanted: Wanted) -> News {
    News::Asked(Asked::Secret(wanted))
}

fn shown(state: DeviceState) -> News {
    News::Shown(state)
}

/// What the person meets after the sheet of a grant was read and Approve pressed.
fn states() -> Vec<(&'static str, News)> {
    let name = || name();
    let lines = latchkey_core::text::grouped_hash(B256::repeat_byte(0xa7));
    let lines = lines.split(' ').collect::<Vec<_>>();
    let lines = lines.chunks(4).map(|four| four.join(" ")).collect();
    let options = (0..5).map(|n| Offer {
        text: Address::repeat_byte(n + 0x31).to_checksum(None),
        note: format!("m/44'/60'/0'/0/{n}"),
    });
    let choice = Choice {
        question: "Which address?",
        note: "The Ledger then shows it, and you confirm it there.",
        options: options.collect(),
    };
    let taken = |taken| {
        let suggested = "/home/someone/Documents/latchkey-owner-1a2b3c4d.json".to_owned();
        News::Asked(Asked::Path(Place::Save { suggested, taken }))
    };
    vec![
        ("insert", shown(DeviceState::Insert { name: name() })),
        ("unplugged", shown(DeviceState::Unplugged { name: name() })),
        ("other-device", shown(DeviceState::OtherDevice { name: name() })),
        ("too-many", shown(DeviceState::TooManyDevices)),
        ("replug", shown(DeviceState::Replug { name: name() })),
        ("touch", shown(DeviceState::Touch { name: name(), seconds: 30 })),
        ("busy", shown(DeviceState::Busy { name: name() })),
        ("open-app", shown(DeviceState::OpenApp { name: "the Ledger".into(), app: "Ethereum" })),
        ("unlock", shown(DeviceState::Unlock { name: "the Ledger".into() })),
        ("compare", shown(DeviceState::Confirm { name: "the Ledger".into(), lines })),
        ("system", shown(DeviceState::System { name: "Touch ID" })),
        ("verifying", shown(DeviceState::Verifying)),
        ("working", shown(DeviceState::Working("Checking the passphrase"))),
        ("pin", pin(Some(8), false)),
        ("pin-wrong", pin(Some(2), true)),
        ("pin-last-try", pin(Some(1), true)),
        ("pin-new", typed(Wanted::NewPin { name: name(), at_least: 4 })),
        ("passphrase", typed(Wanted::Passphrase { tries_left: None })),
        ("passphrase-wrong", typed(Wanted::Passphrase { tries_left: Some(1) })),
        ("passphrase-new", typed(Wanted::NewPassphrase)),
        ("passphrase-new-for", typed(Wanted::NewPassphraseFor { address: OWNER })),
        ("backup-password", typed(Wanted::BackupPassword { wrong: true })),
        ("backup-password-new", typed(Wanted::NewBackupPassword)),
        ("file-open", News::Asked(Asked::Path(Place::Open))),
        ("file-save", taken(false)),
        ("file-taken", taken(true)),
        ("choice", News::Asked(Asked::Choice(choice))),
        (
            "words",
            News::Asked(Asked::Words(Phrase {
                note: "Nothing limits this key: whoever has it can take all that the account holds.",
                words: latchkey_core::lint::UNLOCK_WORDS,
            })),
        ),
        ("done", News::Approved),
        ("refused", News::Failed(Refusal::Declined)),
        ("expired", News::Failed(Refusal::TimedOut)),
    ]
}

/// One operation of an off switch, as an owner who signs no trees gives it.
fn one_kill() -> ApprovalRequest {
    let mut ask = fixtures::kills_ask(OWNER, 1, 1);
    ask.only = Some(1);
    fixtures::request(Ask::Kills(Box::new(ask)))
}

/// Every request, by the name of its picture.
fn sheets() -> Vec<(String, ApprovalRequest)> {
    let [import, backup, key, passphrase, test] = fixtures::care(OWNER);
    let mut all = vec![
        ("import", import),
        ("backup", backup),
        ("add-lock-key", key),
        ("add-lock-passphrase", passphrase),
        ("test-owner", test),
        ("remove-owner", fixtures::remove_owner(OWNER, &[fixtures::BOB])),
        ("reopen", fixtures::reopen(OWNER)),
        ("everything", fixtures::everything(OWNER)),
        ("grant", fixtures::grant(OWNER)),
        ("grant-switch", fixtures::switched(OWNER, 1)),
        ("grant-switch-ten", fixtures::switched(OWNER, 10)),
        ("kills", fixtures::kills(OWNER, 3, 2)),
        ("kills-one", one_kill()),
        ("regrant", fixtures::regrant(OWNER)),
        ("change-owner", fixtures::change_owner(OWNER)),
        ("revoke", fixtures::ending(OWNER, Purpose::Revoke)),
        ("stop-all", fixtures::ending(OWNER, Purpose::StopAll)),
        ("exit-revoke", fixtures::exit(OWNER, Purpose::Revoke, &[fixtures::CHAIN])),
        ("exit-stop-all", fixtures::exit(OWNER, Purpose::StopAll, &[fixtures::CHAIN, 8453])),
        ("exit-bundle", fixtures::exit_bundle(OWNER)),
    ];
    let mut agents = fixtures::grant(OWNER);
    let name = "WWWWWWWWWW a very long name of an agent that goes on and on and on".to_owned();
    agents.provenance.who = latchkey_core::approval::Asker::Agent { name: name.clone() };
    agents.provenance.program = Some(format!("/opt/{}/bin/agent", "deeply/nested/".repeat(6)));
    let Ask::Grant(ask) = &mut agents.ask else { panic!("a grant") };
    (ask.agent_name, ask.key_name) = (name.clone(), name);
    all.push(("agent-asks", agents));
    let mut all: Vec<_> = all.into_iter().map(|(n, request)| (n.to_owned(), request)).collect();
    for kind in OwnerKind::ALL {
        let mut request = fixtures::create_owner();
        let Ask::CreateOwner(ask) = &mut request.ask else { panic!("an owner") };
        ask.kind = kind;
        all.push((format!("create-{kind:?}").to_lowercase(), request));
    }
    all
}

/// A picture, if pictures are wanted.
struct Album {
    folder: Option<PathBuf>,
    theme: Theme,
    frame: Frame,
}

impl Album {
    fn new(theme: Theme, size: egui::Vec2) -> Self {
        let folder = std::env::var_os("LATCHKEY_SHOTS").map(PathBuf::from);
        // The usual window is enough to look at.
        let folder = folder.filter(|_| size.y > 600.0);
        let scale = if folder.is_some() { 1.5 } else { 1.0 };
        Self { folder, theme, frame: Frame { size, scale, film: Film::default() } }
    }

    fn open(&self, request: &ApprovalRequest) -> Room {
        // Typefaces are drawn anew for each window.
        let frame = Frame { film: Film::default(), ..self.frame.clone() };
        let mut room = Room::opening(state_tests::sheet(request), &frame);
        room.harness.ctx.set_theme(self.theme);
        room.harness.run_steps(3);
        room.film = frame.film;
        room
    }

    fn keep(&self, room: &Room, name: &str) {
        let Some(folder) = &self.folder else { return };
        std::fs::create_dir_all(folder).unwrap();
        let theme = format!("{:?}", self.theme).to_lowercase();
        let file = folder.join(format!("{name}-{theme}-{}.ppm", self.frame.size.y));
        room.film.shoot(&room.harness.ctx, room.harness.output(), &file);
    }
}

fn has_place(node: &AccessKitNode<'_>) -> bool {
    node.raw_bounds().is_some() && node.label().is_some()
}

/// A fact that is an address in full.
fn is_address(node: &AccessKitNode<'_>) -> bool {
    let words = node.value().or_else(|| node.label()).unwrap_or_default();
    node.raw_bounds().is_some() && words.len() == 42 && words.starts_with("0x")
}

/// Nothing sticks out at a side, and both answers can be reached.
fn fits(room: &Room, approve: &str, what: &str) {
    let window = room.harness.ctx.content_rect();
    for node in room.harness.query_all(By::new().predicate(has_place)) {
        let rect = node.rect();
        let sides = rect.left() >= window.left() - 0.5 && rect.right() <= window.right() + 0.5;
        assert!(sides, "{what}: {:?} sticks out: {rect:?}", node.accesskit_node().label());
    }
    for node in room.harness.query_all(By::new().predicate(is_address)) {
        assert!(node.rect().height() < 20.0, "{what}: an address wraps: {:?}", node.rect());
    }
    let buttons = ["Refuse", approve].map(|name| {
        let rect = room.harness.get_by_role_and_label(Role::Button, name).rect();
        assert!(window.contains_rect(rect), "{what}: {name} is outside: {rect:?}");
        rect
    });
    assert!(!buttons[0].intersects(buttons[1]), "{what}: {buttons:?}");
    let view = room.harness.state().body.view();
    assert!(view > 90.0, "{what}: only {view} points are left of the sheet");
}

/// The first line of the sheet, and where the heading ends.
fn first_line(room: &Room, sheet: &Sheet) -> (Rect, f32) {
    let words: String = sheet.sentence.iter().map(span_text).collect();
    let line = room.harness.get_by_label(&words).rect();
    let title = room.harness.get_by_label(&sheet.title).rect();
    (line, title.bottom())
}

fn span_text(span: &super::super::sheet::Span) -> String {
    use super::super::sheet::Span;
    match span {
        Span::Plain(text) | Span::Strong(text) => text.clone(),
        Span::Address(address) => address.to_checksum(None),
    }
}

fn ready(kept_in: KeptIn) -> News {
    News::Ready(Box::new(Ready { key: None, kept_in }))
}

fn new_passphrase() -> News {
    News::Asked(Asked::Secret(Wanted::NewPassphrase))
}

fn albums() -> Vec<Album> {
    let tall = vec2(520.0, 640.0);
    let low = vec2(520.0, 560.0);
    // The low window is the harder one; the other is for the pictures.
    let mut all = vec![(Theme::Light, low)];
    if std::env::var_os("LATCHKEY_SHOTS").is_some() {
        all = vec![(Theme::Light, tall), (Theme::Dark, tall)];
    }
    all.into_iter().map(|(theme, size)| Album::new(theme, size)).collect()
}

#[test]
fn what_comes_late_never_pushes_the_first_line_under_the_heading() {
    for high in [640.0, 560.0] {
        let album = Album::new(Theme::Light, vec2(520.0, high));
        let sheets = sheets().into_iter().map(|(name, request)| {
            let sheet = state_tests::sheet(&request);
            (name, request, sheet)
        });
        for (name, request, sheet) in sheets.filter(|(.., sheet)| sheet.new_entry) {
            let mut room = album.open(&request);
            room.wait(3000);
            for news in [ready(KeptIn::SealedFile), new_passphrase()] {
                room.hear(news);
                room.wait(100);
                let (line, heading) = first_line(&room, &sheet);
                assert!(line.top() > heading, "{name} at {high}: {line:?} under {heading}");
            }
        }
    }
}

#[test]
fn a_warning_that_comes_after_the_end_was_read_is_shown_from_the_top_and_read_again() {
    let album = Album::new(Theme::Light, vec2(520.0, 560.0));
    let mut request = fixtures::create_owner();
    let Ask::CreateOwner(ask) = &mut request.ask else { panic!("an owner") };
    ask.account_name = "a long name ".repeat(5);
    let mut sheet = state_tests::sheet(&request);
    // Long enough to be scrolled.
    sheet.warnings = vec![sheet.warnings[0].clone(); 8];
    let mut room = Room::opening(sheet.clone(), &album.frame);
    room.press(egui::Key::End);
    room.wait(3000);
    assert!(first_line(&room, &sheet).0.top() < first_line(&room, &sheet).1, "it was scrolled");
    room.hear(ready(KeptIn::SealedFile));
    room.hear(new_passphrase());
    room.wait(3000);
    let (line, heading) = first_line(&room, &sheet);
    assert!(line.top() > heading, "{line:?} under {heading}");
    assert_eq!(room.stage(), Stage::Reading, "it says more than was read");
    room.read();
}

#[test]
fn every_sheet_fits() {
    for album in albums() {
        for (name, request) in sheets() {
            let sheet = state_tests::sheet(&request);
            let mut room = album.open(&request);
            room.hear(News::Ready(Box::new(Ready { key: Some(key()), kept_in: KeptIn::Keychain })));
            room.hear(News::Asked(Asked::Confirm));
            room.wait(1000);
            fits(&room, sheet.approve, &name);
            album.keep(&room, &format!("sheet-{name}-1"));
            room.read();
            fits(&room, sheet.approve, &name);
            album.keep(&room, &format!("sheet-{name}-2"));
        }
    }
}

#[test]
fn hashes_of_an_off_switch_are_shown_when_they_are_asked_for() {
    for album in albums() {
        let request = fixtures::switched(OWNER, 10);
        let sheet = state_tests::sheet(&request);
        let mut room = album.open(&request);
        room.hear(News::Ready(Box::new(Ready { key: Some(key()), kept_in: KeptIn::Keychain })));
        room.hear(News::Asked(Asked::Confirm));
        room.wait(1000);
        room.read();
        let last = sheet.groups[0].hashes.last().unwrap().label.clone();
        assert_eq!(
            (sheet.groups.len(), sheet.groups[0].hashes.len(), last.as_str()),
            (1, 80, "Part 90")
        );
        assert!(room.harness.query_by_label("Part 90").is_none(), "not in anybody's face");
        room.harness.get_by_label("Show 80 hashes").click_accesskit();
        room.wait(100);
        assert!(room.harness.query_by_label("Part 90").is_some());
        fits(&room, sheet.approve, "shown hashes");
        album.keep(&room, "sheet-hashes");
        room.harness.get_by_label("Hide 80 hashes").click_accesskit();
        room.wait(100);
        assert!(room.harness.query_by_label("Part 90").is_none());
        assert_eq!(room.stage(), Stage::Asking, "looking decides nothing");
    }
}

#[test]
fn every_state_fits() {
    for album in albums() {
        for (name, news) in states() {
            let mut room = album.open(&fixtures::grant(OWNER));
            room.hear(News::Ready(Box::new(Ready { key: Some(key()), kept_in: KeptIn::Keychain })));
            room.hear(News::Asked(Asked::Confirm));
            room.wait(1000);
            room.read();
            room.click("Approve");
            room.hear(news);
            room.wait(7000);
            fits(&room, "Approve", name);
            album.keep(&room, &format!("state-{name}"));
        }
    }
}
