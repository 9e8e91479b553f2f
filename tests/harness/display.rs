//! A virtual display with a window manager, so that windows get the keyboard as on a desktop.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// An X server without a screen; ends when dropped.
#[derive(Debug)]
pub struct Display {
    server: Child,
    manager: Option<Child>,
    name: String,
}

impl Display {
    /// Starts Xvfb on a free number, and openbox on it.
    #[must_use]
    pub fn start() -> Self {
        // Without `-noreset` the server begins anew when its last client leaves; one that comes at
        // that moment is turned away.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"])
            .arg("-noreset")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts; ./dev install brings it");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let name = format!(":{}", number.trim());
        assert!(name.len() > 1, "Xvfb named no display");
        let manager = Command::new("openbox")
            .env("DISPLAY", &name)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok();
        Self { server, manager, name }
    }

    /// `:N`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Saves the whole screen, or one window, as PNG.
    pub fn screenshot(&self, window: Option<&str>, file: &Path) {
        screenshot(&self.name, window, file);
    }

    /// Every window on it, for the message of a test that misses one.
    #[must_use]
    pub fn windows(&self) -> String {
        let tree = Command::new("xwininfo")
            .args(["-root", "-tree"])
            .env("DISPLAY", &self.name)
            .output()
            .expect("xwininfo (x11-utils) runs");
        [tree.stdout, tree.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat()
    }

    /// Runs xdotool with these words; its output.
    #[must_use]
    pub fn xdotool(&self, words: &[&str]) -> String {
        let out = Command::new("xdotool")
            .args(words)
            .env("DISPLAY", &self.name)
            .output()
            .expect("xdotool runs");
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    }
}

/// Saves the whole screen of a display, or one window on it, as PNG.
pub fn screenshot(display: &str, window: Option<&str>, file: &Path) {
    let done = Command::new("import")
        .args(["-window", window.unwrap_or("root")])
        .arg(file)
        .env("DISPLAY", display)
        .status()
        .expect("import (imagemagick) runs");
    assert!(done.success(), "no screenshot of {window:?}");
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(manager) = &mut self.manager {
            let _gone = manager.kill().and_then(|()| manager.wait());
        }
        let _gone = self.server.kill().and_then(|()| self.server.wait());
    }
}
