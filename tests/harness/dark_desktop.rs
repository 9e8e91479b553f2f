//! A desktop that says it is dark: a session bus with a settings portal and nothing else on it.
//!
//! Why: the native window asks the portal; the web view follows the toolkit's theme.
//! Refuses: to start anything else from the bus, such as the keyring of the person who runs this.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use zbus::blocking::{Connection, connection};
use zbus::zvariant::OwnedValue;

use crate::home::Home;

/// A bus that starts no services.
const CONFIG: &str = r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"#;

struct Settings;

#[zbus::interface(name = "org.freedesktop.portal.Settings")]
impl Settings {
    /// 1 means dark.
    #[zbus(name = "ReadOne")]
    #[expect(clippy::unused_self, reason = "the shape of a D-Bus method")]
    fn read_one(&self, namespace: &str, key: &str) -> zbus::fdo::Result<OwnedValue> {
        if (namespace, key) == ("org.freedesktop.appearance", "color-scheme") {
            return Ok(OwnedValue::from(1u32));
        }
        Err(zbus::fdo::Error::UnknownProperty(key.to_owned()))
    }
}

/// The bus and the portal on it; both end when dropped.
#[derive(Debug)]
pub struct DarkDesktop {
    bus: Child,
    address: String,
    _portal: Connection,
}

impl DarkDesktop {
    /// Starts it for programs of a home.
    #[must_use]
    pub fn start(home: &Home) -> Self {
        let config = home.path().join("bus.conf");
        std::fs::write(&config, CONFIG).unwrap();
        let mut command = Command::new("dbus-daemon");
        home.apply(&mut command).args(["--nofork", "--print-address", "--config-file"]).arg(config);
        let mut bus =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("dbus-daemon runs");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let portal = connection::Builder::address(address.as_str())
            .and_then(|builder| builder.name("org.freedesktop.portal.Desktop"))
            .and_then(|builder| builder.serve_at("/org/freedesktop/portal/desktop", Settings))
            .and_then(connection::Builder::build)
            .unwrap();
        Self { bus, address, _portal: portal }
    }

    /// What makes programs dark.
    #[must_use]
    pub fn environment(&self) -> [(&str, &str); 2] {
        [("DBUS_SESSION_BUS_ADDRESS", &self.address), ("GTK_THEME", "Adwaita:dark")]
    }
}

impl Drop for DarkDesktop {
    fn drop(&mut self) {
        let _gone = self.bus.kill().and_then(|()| self.bus.wait());
    }
}
