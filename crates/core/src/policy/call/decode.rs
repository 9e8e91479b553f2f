//! Call policy data read back, with the place of the first fault (spec 4.4).
//!
//! Refuses: every byte string that [`CallPolicy::encode`] would not write.

use super::{CallPermission, CallPolicy, CallPolicyVersion, CallType, Condition, ParamRule};
use crate::policy::{
    error::{DecodeError, Fault},
    read::{Reader, WORD},
};

/// Head words of an entry, then at least the length of its rules.
const ENTRY_LEAST: usize = 7 * WORD;
/// A rule of 0.0.1: condition, offset, word.
const RULE_V1: usize = 3 * WORD;
/// A rule of later versions: its pointer, condition, offset, pointer, length.
const RULE_LEAST: usize = 5 * WORD;

impl CallPolicy {
    /// Reads it back.
    ///
    /// # Errors
    /// [`DecodeError::At`] with the entry, rule, field and byte of the first fault.
    pub fn decode(version: CallPolicyVersion, data: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("call", data);
        reader.pointer("permissions", WORD)?;
        let count = reader.count("permissions.length", ENTRY_LEAST)?;
        let pointers = reader.pointers("permissions", count)?;
        let mut permissions = Vec::with_capacity(count);
        for (place, pointer) in pointers.iter().enumerate() {
            reader.enter(Some(place), None);
            reader.arrive(pointer)?;
            permissions.push(entry(version, &mut reader, place)?);
        }
        reader.end()?;
        Ok(Self { version, permissions })
    }
}

fn entry(
    version: CallPolicyVersion,
    reader: &mut Reader<'_>,
    place: usize,
) -> Result<CallPermission, DecodeError> {
    let [call_type] = reader.fixed::<1>("callType")?.0;
    let call_type = CallType::from_byte(call_type)
        .ok_or_else(|| reader.blame("callType", Fault::Meaningless))?;
    let target = reader.address("target")?;
    let selector = reader.fixed::<4>("selector")?;
    let value_limit = reader.uint("valueLimit", 256)?;
    reader.pointer("rules", 5 * WORD)?;
    let rules = match version {
        CallPolicyVersion::V0_0_1 => rules_v1(reader, place)?,
        CallPolicyVersion::V0_0_2
        | CallPolicyVersion::V0_0_3
        | CallPolicyVersion::V0_0_4
        | CallPolicyVersion::V0_0_5 => rules(reader, place)?,
    };
    Ok(CallPermission { call_type, target, selector, value_limit, rules })
}

fn rules_v1(reader: &mut Reader<'_>, entry: usize) -> Result<Vec<ParamRule>, DecodeError> {
    let count = reader.count("rules.length", RULE_V1)?;
    let mut rules = Vec::with_capacity(count);
    for place in 0..count {
        reader.enter(Some(entry), Some(place));
        let (condition, offset) = (condition(reader)?, reader.u64("offset", 64)?);
        rules.push(ParamRule { condition, offset, params: vec![reader.word("param")?] });
    }
    Ok(rules)
}

fn rules(reader: &mut Reader<'_>, entry: usize) -> Result<Vec<ParamRule>, DecodeError> {
    let count = reader.count("rules.length", RULE_LEAST)?;
    let pointers = reader.pointers("rules", count)?;
    let mut rules = Vec::with_capacity(count);
    for (place, pointer) in pointers.iter().enumerate() {
        reader.enter(Some(entry), Some(place));
        reader.arrive(pointer)?;
        let (condition, offset) = (condition(reader)?, reader.u64("offset", 64)?);
        reader.pointer("params", 3 * WORD)?;
        let words = reader.count("params.length", WORD)?;
        let params = (0..words).map(|_| reader.word("params")).collect::<Result<_, _>>()?;
        rules.push(ParamRule { condition, offset, params });
    }
    Ok(rules)
}

/// A number that some version knows; which one, [`crate::policy::installable`] says.
fn condition(reader: &mut Reader<'_>) -> Result<Condition, DecodeError> {
    let number = reader.u64("condition", 8)?;
    u8::try_from(number)
        .ok()
        .and_then(Condition::from_number)
        .ok_or_else(|| reader.blame("condition", Fault::Meaningless))
}
