//! A hostile desktop: another program of the user presses keys and clicks, as any program on a
//! desktop can. Without the passphrase nothing is signed, whenever and wherever it presses.
//!
//! Both ways of injecting are used: as if from the keyboard and mouse (XTEST), and as events sent to
//! the window itself (XSendEvent). What such a program can do is refuse; that is shown too.

use std::thread;
use std::time::Duration;

use latchkey_core::approval::{ApprovalRequest, Refusal, Verdict};
use latchkey_tests::approval_window::ApprovalWindow;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;

use crate::asks;
use crate::process::Signer;
use crate::window::create_owner;

/// What approves elsewhere: keys that submit a form or press the button that is meant.
const AIMED: &[&str] =
    &["Return", "KP_Enter", "ctrl+Return", "alt+Return", "shift+Return", "alt+a", "Return"];

/// Everything else too: text, moving between the controls, pressing whichever has the keyboard.
const BLIND: &[&str] =
    &["space", "y", "Tab", "Return", "shift+Tab", "space", "End", "Tab", "Tab", "Return", "space"];

/// Presses keys at a window in both ways, and clicks over the columns of it that are named.
fn storm(display: &Display, window: &str, keys: &[&str], columns: &[u32]) {
    for key in keys {
        drop(display.xdotool(&["key", "--clearmodifiers", key]));
        drop(display.xdotool(&["key", "--window", window, key]));
    }
    for y in (20..700).step_by(34) {
        for x in columns {
            let (x, y) = (x.to_string(), y.to_string());
            drop(display.xdotool(&["mousemove", "--window", window, &x, &y, "click", "1"]));
        }
    }
    drop(display.xdotool(&["click", "--window", window, "--repeat", "3", "1"]));
}

/// Asks, with keys in flight from before the window is there.
fn asked(home: &Home, display: &Display, request: &ApprovalRequest) -> Signer {
    let mut signer = Signer::start("approve", home, Some(display));
    signer.send(request);
    for _ in 0..20 {
        drop(display.xdotool(&["key", "Return", "KP_Enter"]));
    }
    signer
}

/// Everything that would approve, before the sheet was read, after, and held down. Some of it may
/// land on the button that refuses; none of it approves.
fn aimed_at_approving(home: &Home, request: &ApprovalRequest) {
    const APPROVING: &[u32] = &[300, 440, 470, 500];
    let display = Display::start();
    let signer = asked(home, &display, request);
    let window = ApprovalWindow::wait(&display);
    let id = window.id().to_owned();
    storm(&display, &id, AIMED, APPROVING);
    window.read_to_end();
    storm(&display, &id, AIMED, APPROVING);
    drop(display.xdotool(&["keydown", "Return"]));
    thread::sleep(Duration::from_millis(1500));
    drop(display.xdotool(&["keyup", "Return"]));
    storm(&display, &id, AIMED, APPROVING);
    if ApprovalWindow::is_open(&display) {
        window.focus();
        window.refuse();
    }
    assert_eq!(signer.refusal(), Refusal::Declined);
}

/// Everything everywhere: whatever comes of it is a refusal.
fn blind(home: &Home, request: &ApprovalRequest) {
    let display = Display::start();
    let signer = asked(home, &display, request);
    let window = ApprovalWindow::wait(&display);
    let id = window.id().to_owned();
    window.read_to_end();
    for _ in 0..3 {
        storm(&display, &id, BLIND, &[60, 260, 470]);
        if !ApprovalWindow::is_open(&display) {
            break;
        }
    }
    window.refuse();
    let verdict = signer.verdict();
    assert!(matches!(verdict, Verdict::Refused { .. }), "{verdict:?}");
}

fn entries(home: &Home) -> usize {
    std::fs::read_dir(home.data().join("vault")).map_or(0, Iterator::count)
}

#[test]
fn keys_and_clicks_from_outside_make_no_owner_key() {
    let home = Home::new();
    aimed_at_approving(&home, &asks::create_owner());
    assert_eq!(entries(&home), 0);
}

#[test]
fn keys_and_clicks_from_outside_approve_no_grant() {
    let home = Home::new();
    let owner = {
        let display = Display::start();
        create_owner(&home, &display).0
    };
    aimed_at_approving(&home, &owner.grant());
    blind(&home, &owner.grant());
    assert_eq!(entries(&home), 1, "the owner key and no session key");
}
