//! The system's own file dialog, over a portal of ours: what is chosen there lands in the field, and
//! only the person's own key sends it on.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use latchkey_core::approval::{ApprovalRequest, Ask, BackupOwner, ImportOwner, Refusal, Verdict};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use zbus::blocking::{Connection, connection};
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::asks::{self, Owner};
use crate::bus::Bus;
use crate::process::Signer;
use crate::window::{PASSPHRASE, create_owner};

/// A file portal; it answers with this, or never.
struct Chooser {
    uri: Option<String>,
}

impl Chooser {
    /// The request's own object, where its answer is awaited.
    fn ask(
        &self,
        header: &Header<'_>,
        bus: &zbus::Connection,
        options: &HashMap<String, OwnedValue>,
    ) -> OwnedObjectPath {
        let sender = header.sender().unwrap().trim_start_matches(':').replace('.', "_");
        let token: String =
            options.get("handle_token").unwrap().try_clone().unwrap().try_into().unwrap();
        let path = format!("/org/freedesktop/portal/desktop/request/{sender}/{token}");
        let handle = OwnedObjectPath::try_from(path).unwrap();
        if let Some(uri) = self.uri.clone() {
            let (bus, to) = (Connection::from(bus.clone()), handle.clone());
            std::thread::spawn(move || answer(&bus, &to, &uri));
        }
        handle
    }
}

/// Says it several times: who asked may not listen yet.
fn answer(bus: &Connection, handle: &OwnedObjectPath, uri: &str) {
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(200));
        let found = HashMap::from([("uris", Value::from(vec![uri]))]);
        let (interface, name) = ("org.freedesktop.portal.Request", "Response");
        if bus.emit_signal(None::<&str>, handle, interface, name, &(0u32, found)).is_err() {
            return;
        }
    }
}

#[zbus::interface(name = "org.freedesktop.portal.FileChooser")]
impl Chooser {
    #[zbus(property, name = "version")]
    #[expect(clippy::unused_self, reason = "the shape of a D-Bus property")]
    fn version(&self) -> u32 {
        3
    }

    #[zbus(name = "OpenFile")]
    #[expect(clippy::too_many_arguments, reason = "the shape of a D-Bus method")]
    fn open_file(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &zbus::Connection,
        parent: &str,
        _title: &str,
        options: HashMap<String, OwnedValue>,
    ) -> OwnedObjectPath {
        assert!(parent.starts_with("x11:"), "over the approval window: {parent}");
        self.ask(&header, bus, &options)
    }

    #[zbus(name = "SaveFile")]
    #[expect(clippy::too_many_arguments, reason = "the shape of a D-Bus method")]
    fn save_file(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &zbus::Connection,
        parent: &str,
        _title: &str,
        options: HashMap<String, OwnedValue>,
    ) -> OwnedObjectPath {
        assert!(parent.starts_with("x11:"), "over the approval window: {parent}");
        self.ask(&header, bus, &options)
    }
}

fn serve(bus: &Bus, uri: Option<String>) -> Connection {
    connection::Builder::address(bus.address())
        .and_then(|builder| builder.name("org.freedesktop.portal.Desktop"))
        .and_then(|builder| builder.serve_at("/org/freedesktop/portal/desktop", Chooser { uri }))
        .and_then(connection::Builder::build)
        .unwrap()
}

fn backup(owner: &Owner) -> ApprovalRequest {
    let (account_name, owner) = ("Everyday".to_owned(), owner.reference.clone());
    asks::request(Ask::BackupOwner(BackupOwner { account_name, owner }))
}

/// Goes through the passphrase and the new password to the question for the file.
fn go_to_the_file(signer: &Signer, window: &ApprovalWindow<'_>) {
    window.read_to_end();
    signer.said("the person is asked", 1);
    window.type_text(PASSPHRASE);
    window.press("Return");
    signer.said("the person is asked", 2);
    window.type_text("a password of its own");
    window.press("Tab");
    window.type_text("a password of its own");
    window.press("Return");
    signer.said("the person is asked", 3);
}

fn press_choose(window: &ApprovalWindow<'_>) {
    window.press("Tab");
    window.press("Return");
}

fn written(verdict: Verdict) -> String {
    let Verdict::OwnerBackedUp { path, .. } = verdict else { panic!("{verdict:?}") };
    assert!(Path::new(&path).is_file(), "{path}");
    path
}

#[test]
fn a_file_chosen_in_the_systems_dialog_is_written_once_the_person_sends_it() {
    let (home, display) = (Home::new(), Display::start());
    let (owner, _) = create_owner(&home, &display);
    let bus = Bus::start(&home);
    let chosen = home.path().join("on a stick.json");
    let uri = format!("file://{}", chosen.display().to_string().replace(' ', "%20"));
    let _portal = serve(&bus, Some(uri));
    let mut signer = Signer::start_with("approve", &home, Some(&display), &bus.environment());
    signer.send(&backup(&owner));
    let window = ApprovalWindow::wait(&display);
    go_to_the_file(&signer, &window);
    press_choose(&window);
    signer.said("the file dialog has ended", 1);
    std::thread::sleep(Duration::from_millis(500));
    assert!(!chosen.exists(), "choosing sends nothing");
    assert!(ApprovalWindow::is_open(&display));
    window.press("Return");
    assert_eq!(written(signer.verdict()), chosen.display().to_string());
}

#[test]
fn without_a_portal_the_path_is_written_by_hand() {
    let (home, display) = (Home::new(), Display::start());
    let (owner, _) = create_owner(&home, &display);
    let mut signer = Signer::start("approve", &home, Some(&display));
    signer.send(&backup(&owner));
    let window = ApprovalWindow::wait(&display);
    go_to_the_file(&signer, &window);
    press_choose(&window);
    signer.said("no file dialog answers", 1);
    // Back to the field, which suggests a file in the home folder.
    window.press("shift+Tab");
    window.press("Return");
    let path = written(signer.verdict());
    assert!(path.starts_with(&home.path().display().to_string()), "{path}");
}

#[test]
fn a_dialog_that_stays_open_does_not_hold_up_the_deadline() {
    let (home, display) = (Home::new(), Display::start());
    let bus = Bus::start(&home);
    let _portal = serve(&bus, None);
    let mut signer = Signer::start_with("approve", &home, Some(&display), &bus.environment());
    let ask = Ask::ImportOwner(ImportOwner { account_name: "Everyday".to_owned() });
    signer.send(&ApprovalRequest { deadline_secs: 40, ..asks::request(ask) });
    let window = ApprovalWindow::wait(&display);
    window.read_to_end();
    signer.said("the person is asked", 1);
    press_choose(&window);
    assert_eq!(signer.refusal(), Refusal::TimedOut);
}
