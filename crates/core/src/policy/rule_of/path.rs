//! Where an argument of a rule (spec 4.4) is: `args[2]`, `args[2].amount`, `args[3][1]`.
//!
//! Why: the form, the rule and the refusal must name the same word.
//! Refuses: any other text; a path has at most sixteen steps.

use std::{fmt, str::FromStr};

use super::RuleError;
use crate::text;

/// Most steps of a path.
const MAX_STEPS: usize = 16;

/// One step into the arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// `[2]`: an argument, an array's entry or a tuple's member, from 0.
    Index(usize),
    /// `.amount`: an argument or a tuple's member by its name.
    Name(String),
}

/// The steps from the arguments to one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgPath(Vec<Step>);

impl ArgPath {
    /// An argument of the function, from 0.
    #[must_use]
    pub fn argument(index: usize) -> Self {
        Self(vec![Step::Index(index)])
    }

    /// The steps; never empty when parsed.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The path one step further.
    #[must_use]
    pub fn then(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }
}

impl fmt::Display for ArgPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("args")?;
        self.0.iter().try_for_each(|step| match step {
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Name(name) => write!(f, ".{}", text::clean(name, text::NAME_MAX)),
        })
    }
}

impl FromStr for ArgPath {
    type Err = RuleError;

    fn from_str(said: &str) -> Result<Self, RuleError> {
        let bad = || RuleError::BadPath(text::clean(said, text::NAME_MAX));
        let mut rest = said.trim().strip_prefix("args").ok_or_else(bad)?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = first(rest).ok_or_else(bad)?;
            steps.push(step);
            rest = after;
        }
        if steps.is_empty() || steps.len() > MAX_STEPS { Err(bad()) } else { Ok(Self(steps)) }
    }
}

fn first(rest: &str) -> Option<(Step, &str)> {
    if let Some(inside) = rest.strip_prefix('[') {
        let (number, after) = inside.split_once(']')?;
        let plain = number.bytes().all(|byte| byte.is_ascii_digit());
        return plain.then(|| number.parse().ok()).flatten().map(|i| (Step::Index(i), after));
    }
    let inside = rest.strip_prefix('.')?;
    let end = inside.find(['.', '[']).unwrap_or(inside.len());
    let (name, after) = inside.split_at_checked(end)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    (!name.is_empty() && name.chars().all(plain)).then(|| (Step::Name(name.to_owned()), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_at_most_sixteen_steps() {
        let path = |steps: usize| format!("args{}", "[1]".repeat(steps)).parse::<ArgPath>();
        assert_eq!(path(MAX_STEPS).map(|path| path.steps().len()), Ok(MAX_STEPS));
        assert!(path(MAX_STEPS + 1).is_err() && path(0).is_err() && path(1).is_ok());
    }
}
