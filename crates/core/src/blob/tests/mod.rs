//! Serialized accounts come back as they were written, say where they fail, and are believed in
//! nothing.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod any;
mod losses;
mod opening;
mod paths;

use any::{key, secret};
use base64::Engine;
use proptest::prelude::*;

use super::*;

/// The JSON inside.
fn json_of(text: &str) -> serde_json::Value {
    serde_json::from_slice(&BASE64.decode(text).unwrap()).unwrap()
}

fn text_of(json: &serde_json::Value) -> String {
    BASE64.encode(json.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(account in any::account()) {
        let text = account.encode().unwrap();
        let back = SerializedAccount::decode(&text).unwrap();
        prop_assert_eq!(&back, &account);
        prop_assert_eq!(&*back.encode().unwrap(), &*text);
    }

    #[test]
    fn texts_for_many_chains_are_those_written_one_by_one(
        account in any::account(),
        signatures in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..9), 0..5),
    ) {
        let signatures: Vec<Bytes> = signatures.into_iter().map(Bytes::from).collect();
        let texts = account.encode_each(&signatures).unwrap();
        prop_assert_eq!(texts.len(), signatures.len());
        for (text, signature) in texts.iter().zip(signatures) {
            let one = SerializedAccount { enable_signature: Some(signature), ..account.clone() };
            let alone = one.encode().unwrap();
            prop_assert_eq!(&**text, alone.as_str());
        }
    }

    #[test]
    fn key_order_and_spaces_do_not_matter(account in any::account()) {
        let text = account.encode().unwrap();
        // serde_json sorts keys and the indentation is ours.
        let other = serde_json::to_string_pretty(&json_of(&text)).unwrap();
        let other = format!("\n {}\t", BASE64.encode(other).trim_end_matches('='));
        prop_assert_eq!(SerializedAccount::decode(&other).unwrap(), account);
    }

    #[test]
    fn a_changed_character_is_another_account_or_none(
        account in any::account(), at in any::<prop::sample::Index>(), with in 0u8..128,
    ) {
        let mut text = account.encode().unwrap().as_bytes().to_vec();
        let at = at.index(text.len());
        text[at] = with;
        let Ok(text) = std::str::from_utf8(&text) else { return Ok(()) };
        if let Ok(read) = SerializedAccount::decode(text) {
            consistent(&read)?;
        }
    }

    #[test]
    fn changed_json_is_another_account_or_none(
        account in any::account(), at in any::<prop::sample::Index>(), with in "[ -~]{0,3}", gone in 0usize..3,
    ) {
        let json = BASE64.decode(account.encode().unwrap().as_str()).unwrap();
        let mut json = String::from_utf8(json).unwrap();
        let at = at.index(json.len());
        let end = (at + gone).min(json.len());
        json.replace_range(at..end, &with);
        if let Ok(read) = SerializedAccount::decode(&BASE64.encode(&json)) {
            consistent(&read)?;
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = SerializedAccount::decode(&text);
        let _ = SerializedAccount::decode(&BASE64.encode(&text));
        let _ = SerializedAccount::decode(&BASE64.encode(&bytes));
    }

    #[test]
    fn no_json_panics(json in any::json()) {
        if let Ok(read) = SerializedAccount::decode(&text_of(&json)) {
            consistent(&read)?;
        }
    }
}

/// What was read is what would be written, if it can be written at all.
fn consistent(read: &SerializedAccount) -> Result<(), TestCaseError> {
    if let Ok(text) = read.encode() {
        prop_assert_eq!(&SerializedAccount::decode(&text).unwrap(), read);
    }
    Ok(())
}

#[test]
fn a_private_key_is_never_printed_and_never_kept_as_text() {
    let account = any::simple().with_session_key(&secret(1)).unwrap();
    let shown = format!("{account:?}");
    let hex = alloy_primitives::hex::encode(secret(1));
    assert!(!shown.to_lowercase().contains(&hex) && shown.contains("SessionKey(of 0x"));
    let text = account.encode().unwrap();
    assert_eq!(json_of(&text)["privateKey"], format!("0x{hex}"));
    let back = SerializedAccount::decode(&text).unwrap().session_key.unwrap();
    assert_eq!((back.expose(), back.address()), (&secret(1), key(1)));
}

#[test]
fn the_spelling_of_addresses_that_readers_compare_is_the_published_one() {
    use crate::policy::{Policy, PolicyKind, RateLimitPolicy};
    for (reset, spelled) in [
        (false, "0xf63d4139B25c836334edD76641356c6b74C86873"),
        (true, "0x6a06358e6b283921deceabe7e8a3741d506cca9b"),
    ] {
        let limit = RateLimitPolicy { interval: 1, count: 2, start_at: 0, reset };
        let mut account = any::simple();
        account.policies = vec![Policy::from(PolicyKind::RateLimit(limit)).into()];
        let json = json_of(&account.encode().unwrap());
        let params = &json["permissionParams"]["policies"][0]["policyParams"];
        assert_eq!(params["policyAddress"], spelled);
    }
}
