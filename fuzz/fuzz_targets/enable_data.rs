//! Enable data of a permission: what decodes encodes to the same bytes, has an id, and survives
//! JSON.
#![no_main]

use latchkey_core::permission::{Permission, validation_id};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(permission) = Permission::from_enable_data(input) else { return };
    assert_eq!(permission.enable_data().as_ref(), input, "a second reading");
    assert_eq!(permission.validation_id(), validation_id(permission.id()));
    let json = serde_json::to_string(&permission).expect("a permission has a JSON form");
    let back: Permission = serde_json::from_str(&json).expect("what is written is read");
    assert_eq!(back, permission);
});
