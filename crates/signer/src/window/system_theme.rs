//! Whether the desktop is dark, where the window library does not know.
//!
//! Why: on Linux only the settings portal tells (`org.freedesktop.appearance color-scheme`); the
//! window library asks the system itself on macOS and Windows. Asked in a thread of its own, so that
//! a slow portal does not delay the first frame.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use egui::Context;

/// How long the first frame waits for the answer; the portal asked while the window was opened
/// takes a few milliseconds.
const FIRST_FRAME: Duration = Duration::from_millis(40);

/// An answer on its way.
#[derive(Debug)]
pub(crate) struct SystemTheme {
    answer: Option<Receiver<bool>>,
}

impl SystemTheme {
    /// Asks.
    pub(crate) fn ask() -> Self {
        #[cfg(target_os = "linux")]
        {
            let (tell, answer) = std::sync::mpsc::channel();
            let asking = std::thread::Builder::new().name("theme".into()).spawn(move || {
                if let Ok(dark) = portal::prefers_dark() {
                    let _ = tell.send(dark);
                }
            });
            Self { answer: asking.ok().map(|_| answer) }
        }
        #[cfg(not(target_os = "linux"))]
        Self { answer: None }
    }

    /// Lays the answer on a context: before the first frame if it comes in time, so that a dark
    /// desktop sees no white flash, else as soon as it is there.
    pub(crate) fn follow(self, ctx: &Context) {
        let ctx = ctx.clone();
        let Some(answer) = self.answer else { return };
        match answer.recv_timeout(FIRST_FRAME) {
            Ok(true) => return ctx.set_theme(egui::Theme::Dark),
            Ok(false) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        let apply = move || {
            if answer.recv() == Ok(true) {
                ctx.set_theme(egui::Theme::Dark);
                ctx.request_repaint();
            }
        };
        let _ = std::thread::Builder::new().name("theme".into()).spawn(apply);
    }
}

#[cfg(target_os = "linux")]
mod portal {
    use zbus::{blocking::Connection, zvariant::OwnedValue};

    /// 1 means dark, 2 light, 0 no preference.
    pub(super) fn prefers_dark() -> zbus::Result<bool> {
        let reply = Connection::session()?.call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.portal.Settings"),
            "ReadOne",
            &("org.freedesktop.appearance", "color-scheme"),
        )?;
        let value: OwnedValue = reply.body().deserialize()?;
        Ok(u32::try_from(value).is_ok_and(|scheme| scheme == 1))
    }
}
