//! Pictures of every screen and every approval sheet, light and dark, out of the real windows.
//!
//! Usage: `shots [FOLDER]`. Refuses: made-up data; what is in the pictures was done.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "it fails by panicking, and says where the pictures are"
)]

mod broken;
mod gallery;

use std::path::{Path, PathBuf};

use latchkey_tests::binaries;
use latchkey_tests::dark_desktop::DarkDesktop;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use latchkey_tests::story::{Album, Story};

#[tokio::main]
async fn main() {
    let given = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = given.unwrap_or_else(|| binaries::root().join("target/shots"));
    drop(Album::new(&folder));
    for dark in [false, true] {
        shoot(&folder, dark).await;
    }
    println!("Pictures: {}", folder.display());
}

async fn shoot(folder: &Path, dark: bool) {
    let home = Home::new();
    let desktop = dark.then(|| DarkDesktop::start(&home));
    let environment = desktop.as_ref().map(DarkDesktop::environment);
    let environment = environment.as_ref().map_or(&[][..], |environment| &environment[..]);
    let album = Album::adding(folder, if dark { "dark" } else { "light" });
    let story = Story::open_with(Some(album), home, Display::start(), environment).await;
    let album = gallery::every_screen(story).await;
    broken::pictures(album, environment).await;
}
