//! Frames on the pipe: `u32 big-endian length ‖ JSON`, at most [`MAX_FRAME_BYTES`] long.
//!
//! Why: this is the border of the process that can sign; everything behind it is typed.
//! Refuses: oversized and truncated frames, JSON that is not exactly the type (unknown fields,
//! trailing bytes), another protocol version, empty or over-long lists and names.

use std::io::{self, Read, Write};

use latchkey_core::{
    approval::{
        ApprovalRequest, Ask, MAX_DEADLINE_SECS, MAX_FRAME_BYTES, MAX_LEAVES, MAX_NETWORKS,
        PROTOCOL_VERSION,
    },
    text,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Longest request id, in characters.
const MAX_REQUEST_ID: usize = 64;

/// Why a frame could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The pipe ended before a whole frame came.
    #[error("the pipe ended after {got} of {wanted} bytes; send one whole frame")]
    Truncated {
        /// Bytes that came.
        got: usize,
        /// Bytes that were announced (4 for the length itself).
        wanted: usize,
    },
    /// The announced length is above the limit.
    #[error("a frame of {0} bytes is above the limit of {MAX_FRAME_BYTES}; send a smaller request")]
    Oversized(usize),
    /// The body is not the expected JSON.
    #[error("the frame does not follow protocol {PROTOCOL_VERSION}: {0}")]
    NotTheType(String),
    /// It speaks another version.
    #[error(
        "this signer speaks protocol {PROTOCOL_VERSION} and was asked in {0}; update both parts of the app"
    )]
    Version(u16),
    /// A value is out of its bounds.
    #[error("{0}; nothing was shown or signed")]
    OutOfBounds(&'static str),
    /// Reading or writing the pipe failed.
    #[error("the pipe broke: {0}")]
    Pipe(#[from] io::Error),
}

/// Reads one frame body. `Ok(None)` when the pipe ends cleanly before a frame begins.
///
/// # Errors
/// [`FrameError::Truncated`], [`FrameError::Oversized`], [`FrameError::Pipe`].
pub fn read_frame(pipe: &mut impl Read) -> Result<Option<Vec<u8>>, FrameError> {
    let mut length = [0u8; 4];
    match fill(pipe, &mut length)? {
        0 => return Ok(None),
        4 => {}
        got => return Err(FrameError::Truncated { got, wanted: 4 }),
    }
    let wanted = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if wanted > MAX_FRAME_BYTES {
        return Err(FrameError::Oversized(wanted));
    }
    let mut body = vec![0u8; wanted];
    let got = fill(pipe, &mut body)?;
    if got < wanted {
        return Err(FrameError::Truncated { got, wanted });
    }
    Ok(Some(body))
}

/// Fills `buffer` as far as the pipe gives; returns how far.
fn fill(pipe: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while let Some(rest) = buffer.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match pipe.read(rest) {
            Ok(0) => break,
            Ok(read) => got += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}

/// Writes one frame and flushes.
///
/// # Errors
/// [`FrameError::Pipe`], or [`FrameError::Oversized`] for a body above the limit.
pub fn write_frame(pipe: &mut impl Write, message: &impl Serialize) -> Result<(), FrameError> {
    let body = serde_json::to_vec(message).map_err(|e| FrameError::NotTheType(e.to_string()))?;
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    if body.len() > MAX_FRAME_BYTES {
        return Err(FrameError::Oversized(body.len()));
    }
    pipe.write_all(&[&length.to_be_bytes(), body.as_slice()].concat())?;
    pipe.flush()?;
    Ok(())
}

/// Strictly decodes a frame body: it must be the type, and hold no field that the type would not
/// write back.
///
/// # Errors
/// [`FrameError::NotTheType`].
pub fn decode<T: DeserializeOwned + Serialize>(body: &[u8]) -> Result<T, FrameError> {
    let typed: T = parse(body)?;
    let (given, known) = (parse(body)?, serde_json::to_value(&typed).map_err(not_the_type)?);
    match unknown_field(&given, &known) {
        None => Ok(typed),
        Some(name) => {
            Err(FrameError::NotTheType(format!("unknown field {}", text::clean(name, 40))))
        }
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, FrameError> {
    serde_json::from_slice(body).map_err(not_the_type)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn not_the_type(error: serde_json::Error) -> FrameError {
    FrameError::NotTheType(text::clean(&error.to_string(), text::REASON_MAX))
}

/// A field of `given` that `known` does not have. Variants without content ignore such fields when
/// they are read, so the types alone do not refuse them.
fn unknown_field<'a>(given: &'a Value, known: &Value) -> Option<&'a str> {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => given.iter().find_map(|(name, value)| {
            known.get(name).map_or(Some(name.as_str()), |known| unknown_field(value, known))
        }),
        (Value::Array(given), Value::Array(known)) => {
            given.iter().zip(known).find_map(|(given, known)| unknown_field(given, known))
        }
        _ => None,
    }
}

/// Decodes a request and checks every bound that needs no meaning.
///
/// # Errors
/// [`FrameError`].
pub fn decode_request(body: &[u8]) -> Result<ApprovalRequest, FrameError> {
    /// Only the version, so that a request of another version is named as such.
    #[derive(serde::Deserialize)]
    struct Versioned {
        version: u16,
    }
    let Versioned { version } = parse(body)?;
    if version != PROTOCOL_VERSION {
        return Err(FrameError::Version(version));
    }
    let request: ApprovalRequest = decode(body)?;
    within_bounds(&request)?;
    Ok(request)
}

fn within_bounds(request: &ApprovalRequest) -> Result<(), FrameError> {
    let id = &request.request_id;
    if id.is_empty() || id.chars().count() > MAX_REQUEST_ID || id.chars().any(char::is_control) {
        return Err(FrameError::OutOfBounds("the request id must have 1 to 64 characters"));
    }
    if !(1..=MAX_DEADLINE_SECS).contains(&request.deadline_secs) {
        return Err(FrameError::OutOfBounds("the deadline must be 1 to 600 seconds"));
    }
    let (leaves, most) = match &request.ask {
        Ask::CreateOwner(_)
        | Ask::ImportOwner(_)
        | Ask::BackupOwner(_)
        | Ask::AddLock(_)
        | Ask::TestOwner(_)
        | Ask::RemoveOwner(_)
        | Ask::Reopen(_) => (1, 1),
        Ask::Grant(grant) => (grant.leaves.len(), MAX_NETWORKS),
        Ask::Operations(ask) => (ask.operations.len(), MAX_LEAVES),
        Ask::Kills(ask) => (ask.keys.iter().map(|key| key.leaves.len()).sum(), MAX_LEAVES),
        Ask::Transaction(ask) => (ask.transactions.len(), MAX_NETWORKS),
    };
    if !(1..=most).contains(&leaves) {
        return Err(FrameError::OutOfBounds(
            "one approval covers 1 to 64 networks and 1 to 128 operations",
        ));
    }
    Ok(())
}

#[cfg(test)]
#[path = "protocol_tests.rs"]
mod tests;
