//! A serialized account: what is read and can be written is written in one form, which is read as
//! the same account; opening it never panics.
//!
//! Input that begins with `{` is JSON and is put into base64 first; anything else is the text.
#![no_main]

use base64::{Engine, engine::general_purpose::STANDARD};
use latchkey_core::blob::{Place, SerializedAccount};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let text = match std::str::from_utf8(input) {
        Ok(json) if json.starts_with('{') => STANDARD.encode(json),
        Ok(text) => text.to_owned(),
        Err(_) => return,
    };
    let Ok(account) = SerializedAccount::decode(&text) else { return };
    let _ = account.open(None, Place { chain_id: 1, nonce: 1, version: None });
    let Ok(written) = account.encode() else { return };
    let back = SerializedAccount::decode(&written).expect("what is written is read");
    assert_eq!(back, account);
    assert_eq!(back.encode().expect("as before"), written, "two forms");
});
