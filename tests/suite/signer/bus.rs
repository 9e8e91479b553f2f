//! A session bus of its own, with or without a keychain, a dark desktop, or nothing on it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use latchkey_tests::display::Display;
use latchkey_tests::home::Home;
use zbus::zvariant::{ObjectPath, OwnedObjectPath};

/// What opens the keyring that [`Bus::unlock_keyring`] makes.
pub(crate) const KEYRING_PASSWORD: &str = "login password";

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
        Self::start_with(home, None)
    }

    /// The same on a display, where the keyring's own prompt can be shown.
    pub(crate) fn start_on(home: &Home, display: &Display) -> Self {
        Self::start_with(home, Some(display))
    }

    fn start_with(home: &Home, display: Option<&Display>) -> Self {
        let mut command = Command::new("dbus-daemon");
        home.apply(&mut command).args(["--session", "--nofork", "--print-address"]);
        command.env_remove("DISPLAY");
        if let Some(display) = display {
            command.env("DISPLAY", display.name());
        }
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
        // All that comes is the password; a line end would be part of it.
        keyring.stdin.take().unwrap().write_all(KEYRING_PASSWORD.as_bytes()).unwrap();
        // It prints its control folder when it is ready.
        let mut line = String::new();
        BufReader::new(keyring.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.keyring = Some(keyring);
    }

    /// Locks what the keyring holds.
    pub(crate) fn lock_keyring(&self) {
        let connection = zbus::blocking::connection::Builder::address(self.address());
        let connection = connection.and_then(|builder| builder.build()).unwrap();
        let login = ObjectPath::try_from("/org/freedesktop/secrets/collection/login").unwrap();
        let reply = connection.call_method(
            Some("org.freedesktop.secrets"),
            "/org/freedesktop/secrets",
            Some("org.freedesktop.Secret.Service"),
            "Lock",
            &(vec![login],),
        );
        let reply = reply.unwrap();
        let (locked, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) =
            reply.body().deserialize().unwrap();
        assert!(locked.len() == 1 && prompt.as_str() == "/", "{locked:?} {prompt:?}");
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
