//! The story: a person makes an account, lets an agent in, grants it one narrow key in the native
//! window, sees what it may not do refused, and takes everything back.
//!
//! Why: one story on the real parts, told three times: as a test, as the tour, and for screenshots.
//! Every step does what a person would do and returns what really happened, as a line of text.
//! Refuses: to go on after a step that did not happen; each step asserts what it says.

mod account;
mod agents;
mod album;
mod approving;
mod chain;
mod copied_key;
mod ending;
mod granting;
mod listing;
pub mod plot;
mod using;

use std::path::{Path, PathBuf};

pub use agents::{Agent, Door};
pub use album::Album;
pub use approving::{Answer, PASSPHRASE};
pub use chain::{Ledger, Signed};
pub use granting::Wish;
pub use using::Reply;

use crate::binaries;
use crate::desktop::Desktop;
use crate::display::Display;
use crate::home::Home;

/// The one address the first key may pay.
pub const RECIPIENT: &str = "0x70e49a1c55b200000000000000000000000031f2";

/// An address no key may pay.
pub const STRANGER: &str = "0x00000000000000000000000000000000DeaDBeef";

/// The running story. What it owns ends in this order: the app, its display, its home.
#[derive(Debug)]
pub struct Story {
    _failed: Failed,
    /// The app's window.
    pub desktop: Desktop,
    /// The screen it is on.
    pub display: Display,
    /// The folder it lives in.
    pub home: Home,
    album: Option<Album>,
}

impl Story {
    /// Opens the app in a fresh home on a fresh screen.
    pub async fn open(album: Option<Album>) -> Self {
        Self::open_with(album, Home::new(), Display::start(), &[]).await
    }

    /// Opens the app in this home on this screen, with more in its environment.
    pub async fn open_with(
        album: Option<Album>,
        home: Home,
        display: Display,
        environment: &[(&str, &str)],
    ) -> Self {
        let app = binaries::program("latchkey-desktop");
        let desktop = Desktop::start_program(&app, &display, &home, environment).await;
        let folder = album.as_ref().map(|album| album.folder().to_owned());
        let log = home.path().join("desktop.log");
        let failed = Failed { display: display.name().to_owned(), log, folder };
        Self { _failed: failed, desktop, display, home, album }
    }

    /// What a fresh home shows.
    pub async fn first_screen(&mut self) -> String {
        self.desktop.says("Keys that only open what you say").await;
        self.picture("welcome").await;
        format!(
            "The app opened in an empty home and says: “{}”",
            "Keys that only open what you say"
        )
    }

    /// Goes to a screen by its link in the rail.
    pub async fn go(&self, screen: &str) {
        self.desktop.press("link", screen).await;
        self.desktop.find("heading", screen).await;
    }

    /// The chain and the store of this story, read past the app.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        Ledger::of(&self.home)
    }

    /// Keeps a picture of the app's page, if there is an album.
    pub async fn picture(&mut self, name: &str) {
        if let Some(album) = &mut self.album {
            self.desktop.screenshot(&album.page(name)).await;
        }
    }

    /// Where the pictures are.
    #[must_use]
    pub fn pictures(&self) -> Option<&Path> {
        self.album.as_ref().map(Album::folder)
    }

    /// Ends the app; the album goes on.
    pub async fn finish(self) -> Album {
        let Self { desktop, album, .. } = self;
        desktop.close().await;
        album.expect("pictures were taken")
    }

    /// Ends the app and waits until it is gone.
    pub async fn close(self) {
        self.desktop.close().await;
    }
}

/// A step that failed leaves a picture of the screen it failed on, and the app's own words.
#[derive(Debug)]
struct Failed {
    display: String,
    log: PathBuf,
    folder: Option<PathBuf>,
}

impl Drop for Failed {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        if let Some(folder) = &self.folder {
            crate::display::screenshot(&self.display, None, &folder.join("failed.png"));
        }
        eprintln!("What the app wrote:\n{log}");
    }
}
