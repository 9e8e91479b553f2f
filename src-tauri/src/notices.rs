//! Notices on this desktop, by its own notification system.
//!
//! Why: the wallet decides what is told and how often; here it becomes a notice that opens the
//! app's Activity when it is clicked, where the desktop says so.
//! Refuses: markup (a desktop that reads any gets it escaped), and more than a few notices that are
//! listened to at once: a further one takes the place of the oldest.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use latchkey_wallet::ports::{Notifier, UseNotice};
use notify_rust::Notification;

/// How long a notice stays, where the desktop listens to that, milliseconds.
const STAYS_MS: u32 = 15_000;

/// Called when a notice is clicked.
type Clicked = Arc<dyn Fn() + Send + Sync>;

/// This desktop's notices.
pub(crate) struct DesktopNotices {
    #[cfg_attr(
        not(all(unix, not(target_os = "macos"))),
        expect(dead_code, reason = "clicks are listened to on Linux only")
    )]
    clicked: Clicked,
    open: Arc<Mutex<VecDeque<u32>>>,
}

impl fmt::Debug for DesktopNotices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DesktopNotices").field("open", &self.open).finish_non_exhaustive()
    }
}

impl DesktopNotices {
    /// Nothing is shown yet.
    pub(crate) fn new(clicked: impl Fn() + Send + Sync + 'static) -> Self {
        Self { clicked: Arc::new(clicked), open: Arc::default() }
    }
}

impl Notifier for DesktopNotices {
    fn show(&self, notice: &UseNotice) {
        let mut shown = Notification::new();
        shown
            .appname("Latchkey")
            .summary(&notice.title)
            .timeout(notify_rust::Timeout::Milliseconds(STAYS_MS));
        if let Err(error) = self.show_here(&mut shown, &notice.body) {
            tracing::warn!(%error, "this desktop shows no notices");
        }
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
impl DesktopNotices {
    fn show_here(&self, shown: &mut Notification, body: &str) -> notify_rust::error::Result<()> {
        let reads_markup = notify_rust::get_capabilities()?.iter().any(|can| can == "body-markup");
        shown.body(&if reads_markup { escaped(body) } else { body.to_owned() });
        shown.icon("dialog-information").action("default", "Open Activity");
        let oldest = {
            let mut open = held(&self.open);
            let full = open.len() >= LISTENED_MOST;
            let oldest = if full { open.pop_front() } else { None };
            open.extend(oldest);
            oldest
        };
        if let Some(oldest) = oldest {
            shown.id(oldest);
        }
        let handle = shown.show()?;
        let id = handle.id();
        if oldest != Some(id) {
            self.listen(id, handle);
        }
        Ok(())
    }

    /// Waits on a thread of its own until the notice is clicked or gone.
    fn listen(&self, id: u32, handle: notify_rust::NotificationHandle) {
        let (open, clicked) = (Arc::clone(&self.open), Arc::clone(&self.clicked));
        held(&open).push_back(id);
        std::thread::spawn(move || {
            handle.wait_for_action(|action| {
                if action == "default" {
                    clicked();
                }
            });
            held(&open).retain(|other| *other != id);
        });
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn held(open: &Mutex<VecDeque<u32>>) -> std::sync::MutexGuard<'_, VecDeque<u32>> {
    open.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Notices that are listened to at once.
#[cfg(all(unix, not(target_os = "macos")))]
const LISTENED_MOST: usize = 4;

/// Text as it stands between tags.
#[cfg(all(unix, not(target_os = "macos")))]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
impl DesktopNotices {
    /// Not run anywhere yet. A click brings the app to the front by itself on macOS.
    fn show_here(&self, shown: &mut Notification, body: &str) -> notify_rust::error::Result<()> {
        shown.body(body).show().map(|_not_listened_to| ())
    }
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::*;

    #[test]
    fn an_agents_markup_stays_text() {
        let said = escaped("pay <a href='x'>1</a> & more");
        assert_eq!(said, "pay &lt;a href='x'&gt;1&lt;/a&gt; &amp; more");
    }
}
