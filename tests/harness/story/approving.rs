//! The person at the approval window.
//!
//! Refuses: to approve without having read to the end; the window would not hear it either.

use std::time::{Duration, Instant};

use super::{Album, Story};
use crate::approval_window::ApprovalWindow;
use crate::display::Display;

/// What the person types.
pub const PASSPHRASE: &str = "correct horse battery staple";

/// A window that has painted is a larger file than an empty one, in bytes.
const PAINTED: u64 = 8_000;

/// How long a right passphrase may take on a busy computer, until it is typed again.
const PATIENCE: Duration = Duration::from_secs(25);

/// What the person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Reads to the end, types a new passphrase twice, presses Enter.
    Choose,
    /// Reads to the end, types the passphrase, presses Enter.
    Approve,
    /// Presses Escape.
    Refuse,
    /// Closes the window by its frame.
    Close,
}

impl Story {
    /// Waits for the approval window, answers, and waits until it is gone.
    pub fn answer(&mut self, name: &str, answer: Answer) {
        let Self { display, album, .. } = self;
        let window = ApprovalWindow::wait(display);
        if let Some(album) = album {
            both(display, &window, album, &format!("{name}-asked"));
        }
        match answer {
            Answer::Refuse => window.refuse(),
            Answer::Close => window.close(),
            Answer::Choose | Answer::Approve => {
                window.read_to_end();
                if let Some(album) = album {
                    window.screenshot(&album.page(&format!("{name}-read")));
                }
                give(&window, answer == Answer::Choose);
                return until_gone(display, &window, answer);
            }
        }
        window.wait_gone();
    }
}

/// On a computer so busy that the keys came before the field, types again.
fn until_gone(display: &Display, window: &ApprovalWindow<'_>, answer: Answer) {
    for _again in 0..3 {
        let deadline = Instant::now() + PATIENCE;
        while ApprovalWindow::is_open(display) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(50));
        }
        if !ApprovalWindow::is_open(display) {
            return;
        }
        window.focus();
        window.read_to_end();
        for _letter in PASSPHRASE.chars() {
            window.press("BackSpace");
        }
        give(window, answer == Answer::Choose);
    }
    panic!("the approval window stays");
}

/// A picture of the window once it has painted, and of the screen with both windows.
fn both(display: &Display, window: &ApprovalWindow<'_>, album: &mut Album, name: &str) {
    let sheet = album.page(name);
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        window.screenshot(&sheet);
        if std::fs::metadata(&sheet).unwrap().len() > PAINTED {
            break;
        }
        assert!(Instant::now() < deadline, "the approval window paints nothing");
        std::thread::sleep(Duration::from_millis(50));
    }
    display.screenshot(None, &album.page(&format!("{name}-screen")));
}

fn give(window: &ApprovalWindow<'_>, new: bool) {
    window.type_text(PASSPHRASE);
    if new {
        window.press("Tab");
        window.type_text(PASSPHRASE);
    }
    window.press("Return");
}
