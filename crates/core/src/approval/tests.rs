//! The pipe's types as JSON: what is written is read back, and nothing else is.

use alloy_primitives::{Address, B256, U256};

use super::*;

fn back<T: Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
}

#[test]
fn owners_and_sources_of_both_shapes_come_back() {
    let passkey =
        Passkey { x: U256::from(5), y: U256::from(6), authenticator_id_hash: B256::repeat_byte(7) };
    let address = Address::repeat_byte(1);
    for public in [OwnerPublic::Address(address), OwnerPublic::Passkey(passkey)] {
        back(&OwnerRef { vault_id: "v".to_owned(), public });
    }
    for source in
        [SessionSource::Made, SessionSource::Address(address), SessionSource::Passkey(passkey)]
    {
        back(&source);
    }
    for kind in OwnerKind::ALL {
        back(&CreateOwner { account_name: "Main".to_owned(), kind });
    }
}

#[test]
fn a_field_that_is_not_known_is_refused() {
    let unknown = r#"{"vaultId":"v","public":{"kind":"address","value":"0x0000000000000000000000000000000000000000"},"more":1}"#;
    assert!(serde_json::from_str::<OwnerRef>(unknown).is_err());
    let old = r#"{"vaultId":"v","address":"0x0000000000000000000000000000000000000000"}"#;
    assert!(serde_json::from_str::<OwnerRef>(old).is_err(), "protocol 1 named an address");
}
