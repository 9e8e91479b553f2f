//! An authenticator's answer: whatever is taken has what the contracts look for, where they look
//! for it; s is low; a DER signature is read in one way only.
//!
//! Layout of the input: `challenge(32)`, then `authenticatorData` and the DER signature each behind
//! one length byte, then the client data.
#![no_main]

use alloy_primitives::{B256, Bytes, U256, uint};
use latchkey_core::webauthn::{Assertion, Passkey};
use libfuzzer_sys::fuzz_target;

const HALF: U256 = uint!(57896044605178124381348723474703786764998477612067880171211129530534256022184_U256);

fn string<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, tail) = rest.split_first()?;
    let (bytes, after) = tail.split_at_checked(usize::from(*length))?;
    *rest = after;
    Some(bytes)
}

fuzz_target!(|input: &[u8]| {
    if let Ok(key) = Passkey::from_registration(input, b"id") {
        assert_eq!(key.data()[..64], input[input.len() - 64..], "the point is the tail");
    }
    let Some((challenge, mut rest)) = input.split_first_chunk::<32>() else { return };
    let (Some(data), Some(der)) = (string(&mut rest), string(&mut rest)) else { return };
    let Ok(json) = std::str::from_utf8(rest) else { return };
    let (challenge, data) = (B256::from(*challenge), Bytes::copy_from_slice(data));
    let Ok(answer) = Assertion::new(challenge, data, json.to_owned(), der, false) else { return };
    assert!(answer.s <= HALF, "s is high");
    assert!(answer.authenticator_data.len() >= 37 && answer.authenticator_data[32] & 5 == 5);
    let at: usize = answer.response_type_location.to();
    assert!(answer.client_data_json[at..].starts_with("\"type\":\"webauthn.get\""));
    assert!(answer.encode().len() % 32 == 0);
});
