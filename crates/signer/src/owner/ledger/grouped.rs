//! The 32 bytes as a person compares them: on the sheet and on the device.
//!
//! Why: a Ledger shows only this number, as `0x` and 64 capital hex digits in lines that its screen
//! breaks where it likes. Groups of four in lines of sixteen are compared piece by piece.
//! Refuses: to shorten; a middle that nobody sees is where a forger works.

use alloy_primitives::B256;
use sha2::{Digest, Sha256};

use super::apdu::AppVersion;

/// Four lines of four groups of four hex digits, in the device's capitals.
#[must_use]
pub fn grouped(number: B256) -> [String; 4] {
    let digits = hex::encode_upper(number);
    let mut lines = [const { String::new() }; 4];
    for (place, digit) in digits.chars().enumerate() {
        if let Some(line) = lines.get_mut(place / 16) {
            if place % 4 == 0 && !line.is_empty() {
                line.push(' ');
            }
            line.push(digit);
        }
    }
    lines
}

/// What the device shows when it is asked to sign `digest`: the digest itself, or on apps before
/// 1.9.19 its SHA-256.
#[must_use]
pub fn shown(digest: B256, app: AppVersion) -> B256 {
    if app.shows_the_message() {
        digest
    } else {
        B256::from_slice(Sha256::digest(digest).as_slice())
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::b256;

    use super::*;

    const DIGEST: B256 = b256!("0123456789abcdef00112233445566778899aabbccddeeffdeadbeef01020304");

    #[test]
    fn every_digit_is_there_in_order() {
        let lines = grouped(DIGEST);
        assert_eq!(lines[0], "0123 4567 89AB CDEF");
        assert_eq!(lines[3], "DEAD BEEF 0102 0304");
        let joined: String = lines.concat().replace(' ', "");
        assert_eq!(joined.to_lowercase(), hex::encode(DIGEST));
    }

    #[test]
    fn old_apps_show_the_sha256() {
        assert_eq!(shown(DIGEST, AppVersion(1, 9, 19)), DIGEST);
        let old = b256!("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
        assert_eq!(shown(B256::ZERO, AppVersion(1, 9, 18)), old);
    }
}
