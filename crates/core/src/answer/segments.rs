//! How Kernel takes the signature of a permission apart (spec 4.6, 12.2):
//! `[policy index u8 ‖ length u64 ‖ data]* ‖ 0xff ‖ signer's signature`.
//!
//! Why: one byte at the wrong place is another error, and message signatures cannot carry segments
//! on any version.
//! Refuses: nothing; every byte string has an answer.

use super::Revert;

/// Where the layout fails, and how. The policies before `at` have been asked by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misplaced {
    /// Place of the policy that was next; the number of policies at the end.
    pub(super) at: usize,
    /// What comes back.
    pub(super) revert: Revert,
}

/// The signer's part, after the segments of so many policies.
pub(super) fn strip(signature: &[u8], policies: usize) -> Result<&[u8], Misplaced> {
    let rest = skip(signature, policies)?;
    after_prefix(rest).map_err(|revert| Misplaced { at: policies, revert })
}

/// The same for a message: the mark is looked for in the whole signature, so that segments never
/// get through.
pub(super) fn strip_message(signature: &[u8], policies: usize) -> Result<&[u8], Misplaced> {
    skip(signature, policies)?;
    after_prefix(signature).map_err(|revert| Misplaced { at: policies, revert })
}

fn after_prefix(bytes: &[u8]) -> Result<&[u8], Revert> {
    match bytes {
        [0xff, signature @ ..] => Ok(signature),
        [] => Err(Revert::OutOfBounds),
        [_, ..] => Err(Revert::named("SignerPrefixNotPresent")),
    }
}

fn skip(mut rest: &[u8], policies: usize) -> Result<&[u8], Misplaced> {
    for at in 0..policies {
        let misplaced = |revert| Misplaced { at, revert };
        let (index, tail) = rest.split_first().ok_or(misplaced(Revert::OutOfBounds))?;
        let index = usize::from(*index);
        if index < at {
            return Err(misplaced(Revert::named("PolicySignatureOrderError")));
        }
        if index == at {
            rest = segment(tail).ok_or(misplaced(Revert::OutOfBounds))?;
        }
    }
    Ok(rest)
}

/// What follows a segment's `length u64 ‖ data`.
fn segment(tail: &[u8]) -> Option<&[u8]> {
    let (length, data) = tail.split_first_chunk::<8>()?;
    data.get(usize::try_from(u64::from_be_bytes(*length)).ok()?..)
}
