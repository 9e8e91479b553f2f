//! The DER form of an ECDSA signature (spec 7.4): `30 len 02 len r 02 len s`.
//!
//! Refuses: trailing bytes, negative or oversized integers, long lengths (64 bytes need none).

use alloy_primitives::U256;

/// `(r, s)`, or `None` for anything else.
pub(super) fn signature(der: &[u8]) -> Option<(U256, U256)> {
    let (0x30, body, []) = element(der)? else { return None };
    let (0x02, r, rest) = element(body)? else { return None };
    let (0x02, s, []) = element(rest)? else { return None };
    Some((integer(r)?, integer(s)?))
}

/// Tag, content and what follows.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let ([tag, length], rest) = bytes.split_first_chunk::<2>()?;
    let length = Some(usize::from(*length)).filter(|length| *length < 0x80)?;
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

fn integer(bytes: &[u8]) -> Option<U256> {
    let positive = match bytes {
        [0, rest @ ..] => rest,
        [first, ..] if *first < 0x80 => bytes,
        _ => return None,
    };
    U256::try_from_be_slice(positive)
}
