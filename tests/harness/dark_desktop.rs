//! A desktop that says it is dark: a session bus with a settings portal and nothing else on it.
//!
//! Why: the native window asks the portal; the web view follows the toolkit's theme.
//! Refuses: to start anything else from the bus, such as the keyring of the person who runs this.

use zbus::blocking::{Connection, connection};
use zbus::zvariant::OwnedValue;

use crate::home::Home;
use crate::private_bus::PrivateBus;

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
    _portal: Connection,
    bus: PrivateBus,
}

impl DarkDesktop {
    /// Starts it for programs of a home.
    #[must_use]
    pub fn start(home: &Home) -> Self {
        let bus = PrivateBus::start(home);
        let portal = connection::Builder::address(bus.address())
            .and_then(|builder| builder.name("org.freedesktop.portal.Desktop"))
            .and_then(|builder| builder.serve_at("/org/freedesktop/portal/desktop", Settings))
            .and_then(connection::Builder::build)
            .unwrap();
        Self { _portal: portal, bus }
    }

    /// What makes programs dark.
    #[must_use]
    pub fn environment(&self) -> [(&str, &str); 2] {
        [("DBUS_SESSION_BUS_ADDRESS", self.bus.address()), ("GTK_THEME", "Adwaita:dark")]
    }
}
