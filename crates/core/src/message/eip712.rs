//! EIP-712 hashing of JSON: `encodeType`, `encodeData`, `hashStruct` (what `eth_signTypedData_v4`
//! signs; spec 3.1 wraps it for the account).
//!
//! Why: the message and its types both come from a stranger, so each value is held against its
//! declared type, word by word.
//! Refuses: values that do not fit, missing and undeclared members, unknown types, nesting deeper
//! than [`MAX_DEPTH`].

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256, I256, U256, hex, keccak256};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Deepest nesting of structs and arrays.
const MAX_DEPTH: usize = 32;

/// One member of a struct type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

/// Struct types by name.
pub(super) type Types = BTreeMap<String, Vec<Member>>;

/// `keccak256(typeHash ‖ encodeData)`; `None` if the value does not fit.
pub(super) fn hash_struct(types: &Types, name: &str, value: &Map<String, Value>) -> Option<B256> {
    struct_at(types, name, value, 0)
}

fn struct_at(types: &Types, name: &str, value: &Map<String, Value>, depth: usize) -> Option<B256> {
    let members = types.get(name).filter(|_| depth < MAX_DEPTH)?;
    if value.keys().any(|key| members.iter().all(|member| member.name != *key)) {
        return None;
    }
    let mut words = vec![keccak256(encode_type(types, name)?)];
    for member in members {
        words.push(word(types, &member.kind, value.get(&member.name)?, depth.saturating_add(1))?);
    }
    Some(keccak256(words.concat()))
}

/// `Mail(Person from,string contents)Person(string name)`: the type, then those it mentions, by name.
fn encode_type(types: &Types, name: &str) -> Option<String> {
    let mut mentioned = BTreeSet::new();
    let mut open = vec![name];
    while let Some(next) = open.pop() {
        for member in types.get(next)? {
            let base = base(&member.kind);
            if types.contains_key(base) && base != name && mentioned.insert(base) {
                open.push(base);
            }
        }
    }
    let one = |name: &str| {
        let members: Vec<String> =
            types.get(name)?.iter().map(|m| format!("{} {}", m.kind, m.name)).collect();
        Some(format!("{name}({})", members.join(",")))
    };
    std::iter::once(name).chain(mentioned).map(one).collect()
}

/// The type without its array suffixes.
fn base(kind: &str) -> &str {
    kind.split_once('[').map_or(kind, |(base, _)| base)
}

/// The 32 bytes that stand for a value.
fn word(types: &Types, kind: &str, value: &Value, depth: usize) -> Option<B256> {
    if let Some(rest) = kind.strip_suffix(']') {
        let (inner, length) = rest.rsplit_once('[')?;
        let items = value.as_array().filter(|_| depth < MAX_DEPTH)?;
        if !length.is_empty() && length.parse() != Ok(items.len()) {
            return None;
        }
        let words = items.iter().map(|item| word(types, inner, item, depth.saturating_add(1)));
        return Some(keccak256(words.collect::<Option<Vec<B256>>>()?.concat()));
    }
    if types.contains_key(kind) {
        return struct_at(types, kind, value.as_object()?, depth);
    }
    match kind {
        "string" => value.as_str().map(keccak256),
        "bytes" => bytes(value).map(keccak256),
        "bool" => value.as_bool().map(|yes| B256::with_last_byte(u8::from(yes))),
        "address" => {
            Address::try_from(bytes(value)?.as_slice()).ok().map(|address| address.into_word())
        }
        _ => sized(kind, value),
    }
}

fn sized(kind: &str, value: &Value) -> Option<B256> {
    if let Some(length) = kind.strip_prefix("bytes") {
        let length = width(length).filter(|length| (1..=32).contains(length))?;
        let bytes = bytes(value).filter(|bytes| bytes.len() == length)?;
        return Some(B256::right_padding_from(&bytes));
    }
    let (bits, signed) = match kind.strip_prefix("uint") {
        Some(bits) => (bits, false),
        None => (kind.strip_prefix("int")?, true),
    };
    let bits = width(bits).filter(|bits| (8..=256).contains(bits) && bits.is_multiple_of(8))?;
    if signed {
        let number = signed_number(value)?;
        // One bit is the sign's.
        let magnitude = if number.is_negative() { !number } else { number };
        let fits = magnitude.into_raw().bit_len() < bits;
        fits.then(|| B256::from(number.into_raw()))
    } else {
        unsigned_number(value).filter(|n| n.bit_len() <= bits).map(B256::from)
    }
}

/// A width as the standard writes it: no sign, no leading zero.
fn width(text: &str) -> Option<usize> {
    let plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    hex::decode(value.as_str()?.strip_prefix("0x")?).ok()
}

fn unsigned_number(value: &Value) -> Option<U256> {
    match value {
        Value::Number(number) => number.as_u64().map(U256::from),
        Value::String(text) => number_text(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn signed_number(value: &Value) -> Option<I256> {
    match value {
        Value::Number(number) => number
            .as_i64()
            .map(I256::try_from)
            .or_else(|| number.as_u64().map(I256::try_from))?
            .ok(),
        Value::String(text) => match text.strip_prefix('-') {
            Some(digits) => {
                let size = number_text(digits)?;
                I256::checked_from_sign_and_abs(alloy_primitives::Sign::Negative, size)
            }
            None => I256::checked_from_sign_and_abs(
                alloy_primitives::Sign::Positive,
                number_text(text)?,
            ),
        },
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Decimal digits, or `0x` and hex digits.
fn number_text(text: &str) -> Option<U256> {
    let (digits, radix) = text.strip_prefix("0x").map_or((text, 10), |digits| (digits, 16));
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    U256::from_str_radix(digits, radix).ok().filter(|_| plain)
}
