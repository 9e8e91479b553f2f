//! What the app shows when something around it is wrong.

use latchkey_tests::binaries;
use latchkey_tests::desktop::Desktop;
use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use latchkey_tests::story::Album;

/// An unreadable store.
pub(crate) async fn pictures(mut album: Album, environment: &[(&str, &str)]) {
    let (home, display) = (Home::new(), Display::start());
    std::fs::create_dir_all(home.data()).unwrap();
    std::fs::write(home.data().join("latchkey.db"), "this is no database").unwrap();
    let app = binaries::program("latchkey-desktop");
    let desktop = Desktop::start_program(&app, &display, &home, environment).await;
    desktop.alert().await;
    desktop.screenshot(&album.page("store-unreadable")).await;
    desktop.close().await;
}
