//! What is wrong or risky in a form, field by field.
//!
//! Why: a form is judged while it is typed; nothing in it is an error before it is sent.
//! Refuses: foreign text that was not cleaned.

use latchkey_core::amount::AmountError;

use crate::error::{Code, Error};
use crate::views::{Problem, Severity};

/// The problems found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// Blocks the form.
    pub(crate) fn stop(&mut self, field: &str, code: &str, text: impl Into<String>) {
        self.add(field, code, Severity::Stop, text);
    }

    /// Needs a look.
    pub(crate) fn warn(&mut self, field: &str, code: &str, text: impl Into<String>) {
        self.add(field, code, Severity::Warn, text);
    }

    /// Adds one.
    pub(crate) fn add(
        &mut self,
        field: &str,
        code: &str,
        severity: Severity,
        text: impl Into<String>,
    ) {
        let (field, code) = (field.to_owned(), code.to_owned());
        self.found.push(Problem { field, code, severity, text: text.into(), fix: None });
    }

    /// Adds one that is whole already.
    pub(crate) fn push(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    /// An amount that is missing or cannot be read.
    pub(crate) fn amount(&mut self, field: &str, error: &AmountError) {
        let code = match error {
            AmountError::Empty => "amount.missing",
            AmountError::NotANumber | AmountError::Comma => "amount.unreadable",
            AmountError::TooFine { .. } => "amount.too-fine",
            AmountError::TooLarge => "amount.too-large",
        };
        self.stop(field, code, error.to_string());
    }

    /// Whether nothing blocks.
    pub(crate) fn pass(&self) -> bool {
        !self.found.iter().any(|problem| problem.severity == Severity::Stop)
    }

    /// The first that blocks, as the error of a form that was sent all the same.
    pub(crate) fn first_stop(&self) -> Option<Error> {
        let first = self.found.iter().find(|problem| problem.severity == Severity::Stop)?;
        let advice = "Nobody was asked. Correct the form.";
        Some(Error::new(Code::Invalid, first.text.clone(), advice).at(first.field.clone()))
    }

    /// All, what blocks first.
    pub(crate) fn list(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|problem| match problem.severity {
            Severity::Stop => 0,
            Severity::Warn => 1,
            Severity::Info => 2,
        });
        self.found
    }
}
