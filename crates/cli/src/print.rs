//! Answers on standard output, for people or as JSON; failures on standard error with a code.
//!
//! Refuses: secrets; only views come here.

use std::io::Write;
use std::process::ExitCode;

use latchkey_wallet::error::Error;
use serde::Serialize;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A use case.
    Wallet(Error),
    /// The local network.
    Devnet(latchkey_devnet::ServeError),
    /// The answer could not be printed.
    Output(std::io::Error),
    /// The log is not whole; the answer says where it breaks.
    LogBroken,
    /// The calls that were tried would not work; the answer says why.
    WouldNotWork,
    /// Not every key that was meant is proven to have ended; the answer says which.
    NotProven,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Wallet(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

/// One answer: as one line of JSON, or as indented words.
pub(crate) fn answer<T: Serialize>(json: bool, value: &T) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let text = if json {
        serde_json::to_string(value).map_err(std::io::Error::other)?
    } else {
        words(&serde_json::to_value(value).map_err(std::io::Error::other)?, 0)
    };
    writeln!(out, "{}", text.trim_end())?;
    Ok(())
}

/// Lines of text that are an answer as they are.
pub(crate) fn lines(lines: &[String]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    Ok(())
}

/// A value in words: names as they are, one fact a line, lists as paragraphs.
fn words(value: &serde_json::Value, depth: usize) -> String {
    use serde_json::Value;
    let pad = "  ".repeat(depth);
    match value {
        Value::Null => format!("{pad}–\n"),
        Value::Bool(yes) => format!("{pad}{}\n", if *yes { "yes" } else { "no" }),
        Value::Number(number) => format!("{pad}{number}\n"),
        Value::String(text) => format!("{pad}{text}\n"),
        Value::Array(items) if items.is_empty() => format!("{pad}none\n"),
        Value::Array(items) => {
            let parts: Vec<String> = items.iter().map(|item| words(item, depth)).collect();
            let flat = items.iter().all(|item| !item.is_object());
            parts.join(if flat { "" } else { "\n" })
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(name, inner)| {
                let nested = inner.is_object() || (inner.is_array() && !is_empty(inner));
                if nested {
                    format!("{pad}{}:\n{}", spaced(name), words(inner, depth + 1))
                } else {
                    format!("{pad}{}: {}", spaced(name), words(inner, 0).trim_start())
                }
            })
            .collect(),
    }
}

fn is_empty(value: &serde_json::Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

/// `kernelVersion` → `kernel version`.
fn spaced(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            out.push(' ');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// Says what went wrong; 3 = the log is not whole, 2 = refused or bad input, 1 = the rest.
pub(crate) fn failure(failure: &Failure, json: bool) -> ExitCode {
    let text = match failure {
        Failure::WouldNotWork => return ExitCode::from(2),
        Failure::NotProven => return ExitCode::FAILURE,
        Failure::LogBroken => return ExitCode::from(3),
        Failure::Wallet(error) if json => serde_json::to_string(error).unwrap_or_default(),
        Failure::Wallet(error) => format!("{}\n{}", error.message, error.advice),
        Failure::Devnet(error) => error.to_string(),
        Failure::Output(error) => format!("The answer could not be printed: {error}"),
    };
    let _closed = writeln!(std::io::stderr().lock(), "{text}");
    use latchkey_wallet::error::Code::{Invalid, NotFound, Refused};
    match failure {
        Failure::Wallet(error) if matches!(error.code, Invalid | NotFound | Refused) => {
            ExitCode::from(2)
        }
        Failure::Wallet(_)
        | Failure::Devnet(_)
        | Failure::Output(_)
        | Failure::LogBroken
        | Failure::WouldNotWork
        | Failure::NotProven => ExitCode::FAILURE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_read_as_words() {
        let value = serde_json::json!({
            "kernelVersion": "0.3.1", "list": [], "inner": { "on": true }, "rows": [{ "a": 1 }, { "a": 2 }]
        });
        let text = words(&value, 0);
        for line in ["kernel version: 0.3.1", "list: none", "inner:\n  on: yes", "  a: 1\n\n  a: 2"]
        {
            assert!(text.contains(line), "{line:?} is not in\n{text}");
        }
    }
}
