//! Where the app's own window is, so that the signer's opens over it, on the same screen.
//!
//! Why: a person with two screens should not have to look for the question.
//! Refuses: to matter. It is a wish about a place; what is shown there and what is signed do not
//! depend on it.

use std::sync::{Arc, Mutex, PoisonError};

/// The middle of the app's window in points (pixels at scale 1), from the corner of the desktop.
/// Clones share it. Nothing until the app says it.
#[derive(Debug, Clone, Default)]
pub struct WindowPlace(Arc<Mutex<Option<(i32, i32)>>>);

impl WindowPlace {
    /// The window is here now; `None` = not known, or hidden.
    pub fn set(&self, middle: Option<(i32, i32)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = middle;
    }

    /// As the signer takes it: `X,Y`.
    pub(super) fn word(&self) -> Option<String> {
        let middle = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        middle.map(|(x, y)| format!("{x},{y}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_once_it_is_known() {
        let place = WindowPlace::default();
        assert_eq!(place.word(), None);
        let app = place.clone();
        app.set(Some((-40, 300)));
        assert_eq!(place.word().as_deref(), Some("-40,300"));
        app.set(None);
        assert_eq!(place.word(), None);
    }
}
