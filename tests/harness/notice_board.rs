//! A desktop's notification system on a bus of its own: keeps what it is told and can click on it.
//!
//! Why: what the app tells the desktop is seen where the desktop would see it.
//! Refuses: to show anything.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use zbus::blocking::{Connection, connection};
use zbus::zvariant::Value;

use crate::home::Home;
use crate::private_bus::PrivateBus;

/// Name, path and interface (Desktop Notifications Specification 1.2).
const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A notice as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub id: u32,
    /// Who says it is.
    pub app: String,
    /// First line.
    pub title: String,
    /// The rest, with its markup.
    pub body: String,
    /// What a click may ask for.
    pub actions: Vec<String>,
}

#[derive(Debug, Default)]
struct Board(Arc<Mutex<Vec<Told>>>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Board {
    #[expect(clippy::too_many_arguments, reason = "the shape of a D-Bus method")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        actions: Vec<String>,
        _hints: HashMap<String, Value<'_>>,
        _expires: i32,
    ) -> u32 {
        let mut all = self.0.lock().unwrap();
        let next = u32::try_from(all.len()).unwrap() + 1;
        let id = if replaces_id == 0 { next } else { replaces_id };
        let (app, title, body) = (app_name.to_owned(), summary.to_owned(), body.to_owned());
        all.push(Told { id, app, title, body, actions });
        id
    }

    #[expect(clippy::unused_self, reason = "the shape of a D-Bus method")]
    fn get_capabilities(&self) -> Vec<&str> {
        vec!["actions", "body", "body-markup"]
    }

    #[expect(clippy::unused_self, reason = "the shape of a D-Bus method")]
    fn close_notification(&self, _id: u32) {}
}

/// The notification system; ends when dropped.
#[derive(Debug)]
pub struct NoticeBoard {
    told: Arc<Mutex<Vec<Told>>>,
    connection: Connection,
    bus: PrivateBus,
}

impl NoticeBoard {
    /// Starts it for programs of a home.
    #[must_use]
    pub fn start(home: &Home) -> Self {
        let (bus, board) = (PrivateBus::start(home), Board::default());
        let told = Arc::clone(&board.0);
        let connection = connection::Builder::address(bus.address())
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.serve_at(PATH, board))
            .and_then(connection::Builder::build)
            .unwrap();
        Self { told, connection, bus }
    }

    /// What points programs at it.
    #[must_use]
    pub fn environment(&self) -> [(&str, &str); 1] {
        [("DBUS_SESSION_BUS_ADDRESS", self.bus.address())]
    }

    /// What came so far.
    #[must_use]
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    /// Waits until there are so many; the newest.
    pub async fn waits_for(&self, how_many: usize) -> Told {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let told = self.told();
            if told.len() >= how_many {
                return told.last().cloned().unwrap();
            }
            assert!(Instant::now() < deadline, "{how_many} notices did not come, only {told:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks on a notice.
    pub fn click(&self, id: u32) {
        let clicked = self.connection.emit_signal(
            None::<&str>,
            PATH,
            NAME,
            "ActionInvoked",
            &(id, "default"),
        );
        clicked.unwrap();
    }
}
