//! A script plays the steps of one section, in order, on accounts of its own.

use super::compare::Said;

/// Plays steps.
pub(crate) trait Script {
    /// What the core says about a step. `Err` = the step is not understood.
    fn step(&mut self, step: &str) -> Result<Said, String>;
}

/// For a step that no arm names.
pub(crate) fn strange<T>(step: &str) -> Result<T, String> {
    Err(format!("no script understands the step “{step}”"))
}

/// The decimal number between two texts that make up all of `text`.
pub(crate) fn number(text: &str, before: &str, after: &str) -> Result<u64, String> {
    let digits = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    digits.and_then(|digits| digits.parse().ok()).map_or_else(|| strange(text), Ok)
}
