//! Plays the story in the real windows on a virtual display, prints what really happens, and leaves
//! numbered pictures of both windows in a folder that it names.
//!
//! Usage: `tour [FOLDER]`. Refuses: to call a step done that did not happen; it ends with a failure.
#![allow(clippy::print_stdout, reason = "this is what it is for")]

use std::path::PathBuf;
use std::time::Instant;

use latchkey_tests::binaries;
use latchkey_tests::story::{Album, plot};

#[tokio::main]
async fn main() {
    let given = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = given.unwrap_or_else(|| binaries::root().join("target/tour"));
    let album = Album::new(&folder);
    println!("Latchkey, played in its real windows on a virtual display.\n");
    let begun = Instant::now();
    let mut number = 0;
    let mut tell = |what: &str, said: &str| {
        number += 1;
        println!("{number:>2}. {what}\n    {said}");
    };
    let story = plot::play(Some(album), &mut tell).await;
    let pictures = story.pictures().map(|path| path.display().to_string()).unwrap_or_default();
    story.close().await;
    println!("\n{number} steps in {} s. Pictures: {pictures}", begun.elapsed().as_secs());
}
