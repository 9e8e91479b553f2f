//! CBOR values as CTAP2 wants them: maps in canonical order, which the callers keep (CTAP 2.1, 8).

use ciborium::Value;

/// An integer.
pub(super) fn int(value: impl Into<i64>) -> Value {
    Value::Integer(value.into().into())
}

/// A byte string.
pub(super) fn bytes(value: &[u8]) -> Value {
    Value::Bytes(value.to_vec())
}

/// A text.
pub(super) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// A map with integer keys, in this order.
pub(super) fn map(entries: impl IntoIterator<Item = (i64, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (int(key), value)).collect())
}

/// A map with text keys, in this order.
pub(super) fn named<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (text(key), value)).collect())
}

/// A command byte and its map.
pub(super) fn message(command: u8, body: &Value) -> Vec<u8> {
    let mut out = vec![command];
    // Writing to memory does not fail.
    let _ = ciborium::into_writer(body, &mut out);
    out
}

/// One value, with nothing after it.
pub(super) fn read(mut bytes: &[u8]) -> Option<Value> {
    let value = ciborium::de::from_reader_with_recursion_limit(&mut bytes, 8).ok()?;
    bytes.is_empty().then_some(value)
}

/// What stands under an integer key.
pub(super) fn at(map: &Value, key: i64) -> Option<&Value> {
    let key = int(key);
    map.as_map()?.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
}

/// What stands under a text key.
pub(super) fn under<'a>(map: &'a Value, key: &str) -> Option<&'a Value> {
    map.as_map()?.iter().find(|(name, _)| name.as_text() == Some(key)).map(|(_, value)| value)
}

/// A byte string of exactly 32 bytes.
pub(super) fn word(value: &Value) -> Option<[u8; 32]> {
    value.as_bytes()?.as_slice().try_into().ok()
}
