//! The log in the store: append-only and hash-chained.
//!
//! Why: each line's hash covers the line before, and the head is kept apart, so a line that is
//! missing or altered is found. Triggers stop an accidental update or deletion.
//! Refuses: to hide what it finds; it does not claim to stop somebody who rewrites the whole file.

use alloy_primitives::B256;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::SqliteStore;
use super::column::{Fixed, Json};
use super::failure::Failure;
use super::witness::Witness;
use crate::ports::{LogStore, StoreError};
use crate::record::{LogCheck, LogEvent, LogFault, LogLine};

const TABLE: &str = "log";

/// What is hashed and kept as JSON.
#[derive(Serialize, Deserialize)]
struct Line<E> {
    seq: i64,
    at: u64,
    event: E,
}

/// `sha256(previous hash ‖ JSON of the line)`; 32 zero bytes stand before the first line.
fn link(previous: B256, line: &str) -> B256 {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(line.as_bytes());
    B256::from_slice(&hasher.finalize())
}

/// Appends within a transaction that holds the write lock.
pub(super) fn append(tx: &Transaction<'_>, at: u64, event: &LogEvent) -> Result<LogLine, Failure> {
    let (last, previous) = head(tx)?.unwrap_or_default();
    let seq = last + 1;
    let line = serde_json::to_string(&Line { seq, at, event })
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let hash = link(previous, &line);
    tx.execute("INSERT INTO log VALUES (?1, ?2, ?3)", params![seq, line, Fixed(hash)])?;
    Ok(LogLine { seq, at, event: event.clone(), hash })
}

/// The last line's number and hash, as kept apart from the lines.
pub(super) fn head(tx: &Transaction<'_>) -> rusqlite::Result<Option<(i64, B256)>> {
    tx.query_row("SELECT seq, hash FROM log_head", [], |row| {
        Ok((row.get(0)?, row.get::<_, Fixed<32>>(1)?.0))
    })
    .optional()
}

impl LogStore for SqliteStore {
    fn append(&self, at: u64, event: &LogEvent) -> Result<LogLine, StoreError> {
        self.write(TABLE, |tx| append(tx, at, event))
    }

    fn log(&self, before: Option<i64>, limit: u32) -> Result<Vec<LogLine>, StoreError> {
        self.read(TABLE, |tx| {
            let mut query = tx.prepare_cached(
                "SELECT line, hash FROM log WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2",
            )?;
            let rows = query.query_map(params![before.unwrap_or(i64::MAX), limit], |row| {
                let Line { seq, at, event } = row.get::<_, Json<Line<LogEvent>>>(0)?.0;
                Ok(LogLine { seq, at, event, hash: row.get::<_, Fixed<32>>(1)?.0 })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn verify_log(&self) -> Result<LogCheck, StoreError> {
        // Read before the lines: whoever appends meanwhile moves the lines first.
        let witness = Witness::of(&self.path);
        self.read(TABLE, |tx| {
            let mut check = verify(tx)?;
            if let (None, Some(witness)) = (&check.fault, witness) {
                check.fault = fault_of_end(tx, witness)?;
            }
            Ok(check)
        })
    }
}

fn verify(tx: &Transaction<'_>) -> rusqlite::Result<LogCheck> {
    let mut query = tx.prepare_cached("SELECT seq, line, hash FROM log ORDER BY seq")?;
    let mut rows = query.query([])?;
    let mut check = LogCheck { lines: 0, fault: None };
    let (mut last, mut previous) = (0, B256::ZERO);
    while let Some(row) = rows.next()? {
        let (seq, line): (i64, String) = (row.get(0)?, row.get(1)?);
        let hash = row.get::<_, Fixed<32>>(2)?.0;
        check.lines += 1;
        check.fault = fault_of_line((last, previous), (seq, &line, hash));
        if check.fault.is_some() {
            return Ok(check);
        }
        (last, previous) = (seq, hash);
    }
    let (head, hash) = head(tx)?.unwrap_or_default();
    if head > last {
        check.fault = Some(LogFault::Missing { seq: last + 1 });
    } else if (head, hash) != (last, previous) {
        check.fault = Some(LogFault::Altered { seq: last });
    }
    Ok(check)
}

/// What a copy of an earlier head says against a chain that is whole in itself.
fn fault_of_end(tx: &Transaction<'_>, witness: Witness) -> rusqlite::Result<Option<LogFault>> {
    let Witness { seq, hash } = witness;
    let there: Option<B256> = tx
        .query_row("SELECT hash FROM log WHERE seq = ?1", [seq], |row| {
            Ok(row.get::<_, Fixed<32>>(0)?.0)
        })
        .optional()?;
    Ok((there != Some(hash)).then_some(LogFault::Cut { seq }))
}

/// What is wrong with a line, given number and hash of the one before.
fn fault_of_line(before: (i64, B256), line: (i64, &str, B256)) -> Option<LogFault> {
    let (expected, (seq, text, hash)) = (before.0 + 1, line);
    if seq != expected {
        return Some(LogFault::Missing { seq: expected });
    }
    let says: Option<i64> =
        serde_json::from_str::<Line<serde::de::IgnoredAny>>(text).ok().map(|line| line.seq);
    (link(before.1, text) != hash || says != Some(seq)).then_some(LogFault::Altered { seq })
}
