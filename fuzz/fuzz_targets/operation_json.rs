//! The bundler's JSON of an operation: whatever is read is written in one form, and that form is
//! read as the same operation.
#![no_main]

use latchkey_core::user_op::UserOperation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(operation) = serde_json::from_slice::<UserOperation>(input) else { return };
    let written = serde_json::to_string(&operation).expect("an operation has a JSON form");
    let back: UserOperation = serde_json::from_str(&written).expect("what is written is read");
    assert_eq!(back, operation);
    assert_eq!(serde_json::to_string(&back).expect("as before"), written, "two forms");
    let again = operation.pack().unpack().expect("what has a packed form unpacks");
    assert_eq!(again, operation);
});
