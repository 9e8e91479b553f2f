//! A session bus of its own, with or without a keychain, a dark desktop, or nothing on it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use latchkey_tests::home::Home;

/// A bus; ends when dropped, and with it what runs on it.
#[derive(Debug)]
pub(crate) struct Bus {
    daemon: Child,
    address: String,
    keyring: Option<Child>,
}

impl Bus {
    /// A bus in a home. Programs that it starts by itself (a locked keyring) live in that home too.
    pub(crate) fn start(home: &Home) -> Self {
        let mut command = Command::new("dbus-daemon");
        home.apply(&mut command).args(["--session", "--nofork", "--print-address"]);
        let mut daemon =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("dbus-daemon runs");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { daemon, address: address.trim().to_owned(), keyring: None }
    }

    /// Starts a keyring on it and unlocks it.
    pub(crate) fn unlock_keyring(&mut self, home: &Home) {
        let mut command = Command::new("gnome-keyring-daemon");
        home.apply(&mut command)
            .args(["--unlock", "--components=secrets", "--foreground"])
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut keyring = command.spawn().expect("gnome-keyring-daemon runs");
        keyring.stdin.take().unwrap().write_all(b"login password\n").unwrap();
        // It prints its control folder when it is ready.
        let mut line = String::new();
        BufReader::new(keyring.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.keyring = Some(keyring);
    }

    /// What points programs at it.
    pub(crate) fn environment(&self) -> [(&str, &str); 1] {
        [("DBUS_SESSION_BUS_ADDRESS", &self.address)]
    }

    /// Its address.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        for child in self.keyring.iter_mut().chain([&mut self.daemon]) {
            let _gone = child.kill().and_then(|()| child.wait());
        }
    }
}
