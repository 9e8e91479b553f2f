//! Answers of authenticators that must not be taken.

use proptest::prelude::*;

use super::*;

const DER: [u8; 8] = hex!("3006020101020101");

fn data(flags: u8) -> Bytes {
    [&[0; 32][..], &[flags, 0, 0, 0, 1]].concat().into()
}

fn client(challenge: B256) -> String {
    format!("{CLIENT_DATA_START}{}\"}}", URL_SAFE_NO_PAD.encode(challenge))
}

fn answer(flags: u8, json: String, der: &[u8]) -> Result<Assertion, WebAuthnError> {
    Assertion::new(B256::ZERO, data(flags), json, der, true)
}

#[test]
fn only_a_verified_answer_to_the_question_is_taken() {
    assert!(answer(0x05, client(B256::ZERO), &DER).is_ok());
    for flags in [0x00, 0x01, 0x04, 0xfa] {
        let refused = answer(flags, client(B256::ZERO), &DER);
        assert_eq!(refused, Err(WebAuthnError::NotVerified));
    }
    let other = answer(0x05, client(B256::with_last_byte(1)), &DER);
    assert_eq!(other, Err(WebAuthnError::ClientData));
    for der in [&DER[..7], &[&DER[..], &[0]].concat(), &hex!("3006020181020101")] {
        assert_eq!(answer(0x05, client(B256::ZERO), der), Err(WebAuthnError::Signature));
    }
}

#[test]
fn the_order_and_its_half_belong_together() {
    assert_eq!(HALF_ORDER, ORDER >> 1);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        let _ = der::signature(&bytes);
        let _ = answer(0x05, client(B256::ZERO), &bytes);
        let _ = Passkey::from_registration(&[&SPKI_PREFIX[..], &bytes].concat(), &bytes);
    }
}
