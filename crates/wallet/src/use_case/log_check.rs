//! Checks the whole log, and gives it out.
//!
//! Why: the log is worth what a check of it is worth; anybody can do the check again on the lines that
//! are given out: each hash is `sha256(previous hash ‖ JSON of seq, at and event)`.
//! Refuses: to repair.

use crate::error::{Error, Result};
use crate::record::{LogFault, LogLine};
use crate::use_case::number::{row, secs};
use crate::views::LogCheckView;
use crate::wallet::Wallet;

/// Lines that are read at a time.
const PAGE: u32 = 1000;

impl Wallet {
    /// Reads every line and finds the first that is missing, altered or cut off.
    ///
    /// # Errors
    /// The store's.
    pub async fn log_verify(&self) -> Result<LogCheckView> {
        let (check, last) = self.stored(|s| Ok((s.verify_log()?, s.log(None, 1)?))).await?;
        let at = check.fault.as_ref().map(|fault| match fault {
            LogFault::Missing { seq } | LogFault::Altered { seq } | LogFault::Cut { seq } => *seq,
        });
        Ok(LogCheckView {
            lines: secs(check.lines),
            whole: check.fault.is_none(),
            fault: check.fault.map(|fault| format!("{fault}.")),
            fault_at: at.map(row),
            head: last.first().map(|line| line.hash.to_string()),
            checked_at: secs(self.now()),
        })
    }

    /// Every line, oldest first, one JSON object each (NDJSON).
    ///
    /// # Errors
    /// The store's.
    pub async fn log_export(&self) -> Result<String> {
        let mut lines: Vec<LogLine> = Vec::new();
        loop {
            let before = lines.last().map(|line| line.seq);
            let page = self.stored(move |s| s.log(before, PAGE)).await?;
            if page.is_empty() {
                break;
            }
            lines.extend(page);
        }
        let mut out = String::new();
        for line in lines.iter().rev() {
            let json = serde_json::to_string(line)
                .map_err(|_unwritable| Error::bug("A line of the log could not be written."))?;
            out.push_str(&json);
            out.push('\n');
        }
        Ok(out)
    }
}
