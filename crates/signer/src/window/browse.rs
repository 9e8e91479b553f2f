//! The system's own file dialog, beside the field for a path.
//!
//! Why: a path is easier to choose than to write. The dialog runs in a thread of its own, so the
//! deadline, Escape and the field go on; what is chosen is only written into the field, and the person
//! still has to press the approving button.
//! Refuses: to open a dialog where no file portal answers (Linux), so that no other program is tried
//! in its place; paths that cannot be shown as text.

use std::{
    future::Future,
    path::{Path, PathBuf},
    pin::Pin,
    sync::mpsc::{Receiver, channel},
    thread,
};

use egui::Context;
use rfd::{AsyncFileDialog, FileHandle};

use crate::owner::Place;

/// What a dialog is on its way to answer.
pub(crate) type Dialog = Pin<Box<dyn Future<Output = Option<FileHandle>> + Send>>;

/// What came of a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Picked {
    /// This file.
    File(PathBuf),
    /// It was closed.
    Nothing,
    /// There is none on this computer.
    Absent,
}

/// The dialog, if one was wished for or is open.
#[derive(Debug, Default)]
pub(crate) struct Browse {
    /// The button that opens it: Enter on it opens a dialog, and sends nothing.
    pub(crate) button: Option<egui::Id>,
    wish: Option<Place>,
    answer: Option<Receiver<Picked>>,
    note: Option<&'static str>,
}

const ABSENT: &str = "No file dialog answers on this computer. Write the path instead.";
const NO_TEXT: &str = "The name of that file cannot be shown here. Choose another.";

impl Browse {
    /// The person pressed the button.
    pub(crate) fn wish(&mut self, place: Place) {
        self.wish = Some(place);
        self.note = None;
    }

    /// What was wished for, once.
    pub(crate) const fn take_wish(&mut self) -> Option<Place> {
        self.wish.take()
    }

    /// Whether a dialog is open now.
    pub(crate) const fn is_open(&self) -> bool {
        self.answer.is_some()
    }

    /// What there is to say.
    pub(crate) const fn note(&self) -> Option<&'static str> {
        self.note
    }

    /// Waits for a dialog, elsewhere.
    pub(crate) fn open(&mut self, dialog: Dialog, ctx: &Context) {
        let (tell, answer) = channel();
        let ctx = ctx.clone();
        let wait = move || {
            let _gone = tell.send(wait_for(dialog));
            ctx.request_repaint();
        };
        match thread::Builder::new().name("files".into()).spawn(wait) {
            Ok(_) => self.hear_from(answer),
            Err(error) => {
                tracing::warn!(%error, "no thread for a file dialog");
                self.note = Some(ABSENT);
            }
        }
    }

    /// Listens to an answer on its way.
    pub(crate) fn hear_from(&mut self, answer: Receiver<Picked>) {
        self.answer = Some(answer);
    }

    /// The text of the file that was chosen, once.
    pub(crate) fn answered(&mut self) -> Option<String> {
        let picked = self.answer.as_ref()?.try_recv().ok()?;
        self.answer = None;
        match picked {
            Picked::File(path) => {
                let text = path.to_str().map(str::to_owned);
                self.note = text.is_none().then_some(NO_TEXT);
                text
            }
            Picked::Nothing => None,
            Picked::Absent => {
                self.note = Some(ABSENT);
                None
            }
        }
    }
}

/// A dialog for a place. It opens when it is waited for.
pub(crate) fn dialog(place: &Place, over: AsyncFileDialog) -> Dialog {
    let dialog = over.add_filter("Backups (JSON)", &["json"]).add_filter("All files", &["*"]);
    match place {
        Place::Open => Box::pin(dialog.set_title("Choose the backup").pick_file()),
        Place::Save { suggested, .. } => {
            let suggested = Path::new(suggested);
            let name = suggested.file_name().unwrap_or_default().to_string_lossy();
            let mut dialog = dialog.set_title("Where shall the backup be?").set_file_name(name);
            if let Some(folder) = suggested.parent() {
                dialog = dialog.set_directory(folder);
            }
            Box::pin(dialog.save_file())
        }
    }
}

fn wait_for(dialog: Dialog) -> Picked {
    if !answers() {
        tracing::info!("no file dialog answers");
        return Picked::Absent;
    }
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
        return Picked::Absent;
    };
    tracing::info!("a file dialog is open");
    let picked = runtime.block_on(dialog);
    tracing::info!(chosen = picked.is_some(), "the file dialog has ended");
    picked.map_or(Picked::Nothing, |file| Picked::File(file.path().to_owned()))
}

/// Whether the desktop has file dialogs. Asked first: without a portal, the library would start
/// another program.
#[cfg(target_os = "linux")]
fn answers() -> bool {
    use std::time::Duration;

    use zbus::{blocking::connection, zvariant::OwnedValue};

    let version = || -> zbus::Result<OwnedValue> {
        let bus =
            connection::Builder::session()?.method_timeout(Duration::from_secs(10)).build()?;
        let reply = bus.call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &("org.freedesktop.portal.FileChooser", "version"),
        )?;
        reply.body().deserialize()
    };
    version().is_ok()
}

#[cfg(not(target_os = "linux"))]
const fn answers() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(picked: Picked) -> (Option<String>, Browse) {
        let mut browse = Browse::default();
        let (tell, answer) = channel();
        browse.hear_from(answer);
        assert_eq!((browse.answered(), browse.is_open()), (None, true), "still open");
        tell.send(picked).unwrap();
        (browse.answered(), browse)
    }

    #[test]
    fn a_chosen_file_is_text_once_and_a_closed_dialog_is_nothing() {
        let (text, mut browse) = after(Picked::File("/media/stick/owner.json".into()));
        assert_eq!(text.as_deref(), Some("/media/stick/owner.json"));
        assert_eq!((browse.answered(), browse.is_open(), browse.note()), (None, false, None));
        let (text, browse) = after(Picked::Nothing);
        assert_eq!((text, browse.note()), (None, None));
    }

    #[test]
    fn a_computer_without_dialogs_says_so() {
        let (text, browse) = after(Picked::Absent);
        assert_eq!((text, browse.note()), (None, Some(ABSENT)));
    }
}
