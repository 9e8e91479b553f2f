//! What the core foretells of a line, held against what is recorded.

use latchkey_core::answer::{Outcome, Revert};

use super::file::{Line, Record};

/// What the core says about a line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    outcome: Option<Outcome>,
    note: Option<String>,
    /// The whole step with its answer, where a line asks instead of doing.
    text: Option<String>,
    /// Words the recorder put behind the EntryPoint's.
    suffix: String,
    /// The recorder did not write down why calls of this suite failed.
    reverts_unrecorded: bool,
}

impl From<Outcome> for Said {
    fn from(outcome: Outcome) -> Self {
        Self { outcome: Some(outcome), ..Self::default() }
    }
}

impl Said {
    /// The line as it must read.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// The step says something that is foretold, besides its outcome.
    pub(crate) fn reading(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    pub(crate) fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// A note for an included operation; behind the EntryPoint's words for a refused one.
    pub(crate) fn noting_always(mut self, note: String) -> Self {
        match self.outcome {
            Some(Outcome::Refused(_)) => self.suffix = format!(" {note}"),
            Some(Outcome::Included { .. }) | None => self.note = Some(note),
        }
        self
    }

    pub(crate) fn without_reasons(mut self) -> Self {
        self.reverts_unrecorded = true;
        self
    }

    /// `Err` says what differs.
    pub(crate) fn compare(&self, line: &Line) -> Result<(), String> {
        if let Some(text) = &self.text
            && *text != line.step
        {
            return Err(format!("the core says “{text}”, recorded is “{}”", line.step));
        }
        match (&self.outcome, &line.result) {
            (None, None) => Ok(()),
            (Some(outcome), Some(record)) => self.compare_record(outcome, record),
            (said, recorded) => Err(format!("the core says {said:?}, recorded is {recorded:?}")),
        }
    }

    fn compare_record(&self, outcome: &Outcome, record: &Record) -> Result<(), String> {
        let differs = || Err(format!("the core says {self:?}, recorded is {record:?}"));
        let (reason, inner, reverted) = match outcome {
            Outcome::Refused(refusal) => {
                (Some(format!("{}{}", refusal.reason(), self.suffix)), refusal.inner(), None)
            }
            Outcome::Included { reverted } => (None, None, Some(reverted.as_ref())),
        };
        let worked = reverted.map(|revert| revert.is_none());
        let revert = reverted.flatten().filter(|_| !self.reverts_unrecorded);
        let same = record.accepted == worked.is_some()
            && record.execution_success == worked
            && record.entry_point == reason
            && record.note == self.note
            && says(inner, record.inner.as_deref(), "revert(empty)")
            && says(revert, record.execution_revert.as_deref(), "no-revert-data");
        if same { Ok(()) } else { differs() }
    }
}

/// The recorder wrote a name where it knew one, else the selector, else that there was nothing.
fn says(revert: Option<&Revert>, recorded: Option<&str>, empty: &str) -> bool {
    match (revert, recorded) {
        (None, None) => true,
        (Some(Revert::Empty), Some(text)) => text == empty,
        (Some(revert), Some(text)) => {
            let selector = revert.selector().map(|s| format!("{s:?}"));
            text == revert.to_string() || Some(text) == selector.as_deref()
        }
        (None, Some(_)) | (Some(_), None) => false,
    }
}
