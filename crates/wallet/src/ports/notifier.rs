//! Notices on the desktop about what keys are used for.
//!
//! Why: a person who wants it sees each use of a key without having the app open.
//! Refuses: anything but finished, short text; nothing secret is in it.

/// A notice, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseNotice {
    /// Who, one short line of plain text.
    pub title: String,
    /// What came of it, plain text without markup.
    pub body: String,
}

/// The desktop's notices.
pub trait Notifier: Send + Sync {
    /// Shows one. May block for a moment; a desktop that shows none is no error.
    fn show(&self, notice: &UseNotice);
}
