//! The signer's approval window, found by its title and driven by its keyboard, as a person would.
//!
//! Refuses: to approve in any other way; there is none.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::display::Display;

/// What the window is called. Part of the product; window rules may rely on it.
pub const TITLE: &str = "Latchkey – approve";

/// How long a window may take to appear or go, also on a busy computer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longer than the sheet must be in view before anything can be typed.
const READING: Duration = Duration::from_millis(1200);

/// An open approval window.
#[derive(Debug)]
pub struct ApprovalWindow<'a> {
    display: &'a Display,
    id: String,
}

impl<'a> ApprovalWindow<'a> {
    /// Waits until it is on the screen, and gives it the keyboard.
    #[must_use]
    pub fn wait(display: &'a Display) -> Self {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(id) = find(display) {
                let window = Self { display, id };
                window.focus();
                return window;
            }
            assert!(
                Instant::now() < deadline,
                "no approval window came up on {}; windows there:\n{}",
                display.name(),
                display.windows()
            );
            thread::sleep(Duration::from_millis(30));
        }
    }

    /// Whether one is open now.
    #[must_use]
    pub fn is_open(display: &Display) -> bool {
        find(display).is_some()
    }

    /// Its X id, for whoever presses keys at it from outside.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Gives it the keyboard.
    pub fn focus(&self) {
        let _said = self.display.xdotool(&["windowactivate", "--sync", &self.id]);
        let _said = self.display.xdotool(&["windowfocus", "--sync", &self.id]);
    }

    /// Presses a key, by its X name: `End`, `Return`, `Escape`, `Tab` …
    pub fn press(&self, key: &str) {
        let _said = self.display.xdotool(&["key", "--clearmodifiers", key]);
    }

    /// Types into what has the keyboard.
    pub fn type_text(&self, text: &str) {
        let _said = self.display.xdotool(&["type", "--clearmodifiers", "--delay", "15", text]);
        thread::sleep(Duration::from_millis(150));
    }

    /// Reads to the end: scrolls there and stays for a moment. Then the passphrase field has the
    /// keyboard.
    pub fn read_to_end(&self) {
        thread::sleep(Duration::from_millis(400));
        self.press("End");
        thread::sleep(READING);
    }

    /// Reads, chooses a passphrase, types it twice, presses Enter.
    pub fn choose_passphrase(&self, passphrase: &str) {
        self.read_to_end();
        self.type_text(passphrase);
        self.press("Tab");
        self.type_text(passphrase);
        self.press("Return");
    }

    /// Reads, types the passphrase, presses Enter.
    pub fn approve(&self, passphrase: &str) {
        self.read_to_end();
        self.type_text(passphrase);
        self.press("Return");
    }

    /// Presses Escape.
    pub fn refuse(&self) {
        self.press("Escape");
    }

    /// Clicks at a place inside it, in pixels from its top left.
    pub fn click(&self, x: u32, y: u32) {
        let (x, y) = (x.to_string(), y.to_string());
        let _said = self.display.xdotool(&["mousemove", "--window", &self.id, &x, &y]);
        let _said = self.display.xdotool(&["click", "1"]);
    }

    /// Its middle, in pixels from the corner of the screen.
    #[must_use]
    pub fn middle(&self) -> (i32, i32) {
        let said = self.display.xdotool(&["getwindowgeometry", "--shell", &self.id]);
        let number = |name: &str| -> i32 {
            let line = said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{said}"))
        };
        (number("X") + number("WIDTH") / 2, number("Y") + number("HEIGHT") / 2)
    }

    /// Closes it as the close button of its frame does.
    pub fn close(&self) {
        self.press("alt+F4");
    }

    /// Waits until it is gone.
    pub fn wait_gone(self) {
        let deadline = Instant::now() + PATIENCE;
        while find(self.display).as_deref() == Some(self.id.as_str()) {
            assert!(Instant::now() < deadline, "the approval window stays");
            thread::sleep(Duration::from_millis(30));
        }
    }

    /// Saves a picture of it.
    pub fn screenshot(&self, file: &Path) {
        self.display.screenshot(Some(&self.id), file);
    }
}

fn find(display: &Display) -> Option<String> {
    let found = display.xdotool(&["search", "--onlyvisible", "--class", "^latchkey-signer$"]);
    let named = |id: &&str| display.xdotool(&["getwindowname", id]) == TITLE;
    found.lines().find(named).map(str::to_owned)
}
