//! From a path to the word it names, and from an offset back to its path (spec 4.4, the ABI).
//!
//! Why: a static tuple or fixed array lies open in the head, so its members have words of their
//! own; behind a pointer nothing has a fixed place.
//! Refuses: members of dynamic types, names that occur twice, places that do not exist.

use alloy_dyn_abi::DynSolType;
use alloy_json_abi::{Function, Param};

use super::{ArgPath, RuleError, Step};
use crate::head::{self, head_words, is_dynamic};

/// One argument or member with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// How to get there, by numbers and, inside of tuples, by names where they are known.
    pub path: ArgPath,
    /// Bytes after the selector where its head begins.
    pub offset: u64,
    /// Its type.
    pub ty: DynSolType,
    /// Its own name; may be empty.
    pub name: String,
}

/// The argument or member that a path names.
///
/// # Errors
/// [`RuleError`] when there is none, or when it lies behind a pointer.
pub fn leaf(function: &Function, path: &ArgPath) -> Result<Leaf, RuleError> {
    let Some((first, rest)) = path.steps().split_first() else {
        return Err(RuleError::BadPath(path.to_string()));
    };
    let slots = head::slots(function)?;
    let names = function.inputs.iter().map(|input| input.name.as_str());
    let index = place(first, names, path)?;
    let missing = || RuleError::NoSuchMember(path.clone());
    let slot = slots.into_iter().nth(index).ok_or_else(missing)?;
    let parts = function.inputs.get(index).map_or(&[][..], |input| &input.components);
    let top = ArgPath::argument(index);
    let mut at = At { path: top, offset: slot.offset, ty: slot.ty, name: slot.name, parts };
    for step in rest {
        at = at.enter(step, path)?;
    }
    Ok(at.leaf())
}

/// The argument or member whose word begins at an offset; `None` inside of a word and behind the
/// heads. A pointer is the argument that it points to.
#[must_use]
pub fn leaf_at(function: &Function, offset: u64) -> Option<Leaf> {
    let slots = head::slots(function).ok()?;
    let slot = slots.into_iter().rfind(|slot| slot.offset <= offset)?;
    let parts = function.inputs.get(slot.index).map_or(&[][..], |input| &input.components);
    let top = ArgPath::argument(slot.index);
    let mut at = At { path: top, offset: slot.offset, ty: slot.ty, name: slot.name, parts };
    loop {
        let many = matches!(at.ty, DynSolType::Tuple(_) | DynSolType::FixedArray(..));
        if !many || is_dynamic(&at.ty) {
            return (at.offset == offset).then(|| at.leaf());
        }
        at = at.towards(offset)?;
    }
}

/// A place on the way.
struct At<'a> {
    path: ArgPath,
    offset: u64,
    ty: DynSolType,
    name: String,
    /// The members of the tuple at the bottom of its type, as declared.
    parts: &'a [Param],
}

impl<'a> At<'a> {
    fn leaf(self) -> Leaf {
        Leaf { path: self.path, offset: self.offset, ty: self.ty, name: self.name }
    }

    fn enter(self, step: &Step, asked: &ArgPath) -> Result<Self, RuleError> {
        if is_dynamic(&self.ty) {
            return Err(RuleError::Dynamic { path: self.path, ty: self.ty });
        }
        let names = if matches!(self.ty, DynSolType::Tuple(_)) { self.parts } else { &[] };
        let index = place(step, names.iter().map(|part| part.name.as_str()), asked)?;
        self.member(index).ok_or_else(|| RuleError::NoSuchMember(asked.clone()))
    }

    /// The member that holds an offset.
    fn towards(self, offset: u64) -> Option<Self> {
        let words = offset.checked_sub(self.offset)? / 32;
        let index = if let DynSolType::FixedArray(inner, _) = &self.ty {
            usize::try_from(words.checked_div(head_words(inner)?)?).ok()?
        } else {
            let mut before = 0_u64;
            self.ty.as_tuple()?.iter().position(|ty| {
                before = before.saturating_add(head_words(ty).unwrap_or(u64::MAX));
                words < before
            })?
        };
        self.member(index)
    }

    fn member(self, index: usize) -> Option<Self> {
        let (before, ty, declared, parts) = if let DynSolType::FixedArray(inner, count) = self.ty {
            let place = u64::try_from(index).ok().filter(|_| index < count)?;
            (head_words(&inner)?.checked_mul(place)?, *inner, None, self.parts)
        } else {
            let types = self.ty.as_tuple()?;
            let before = types.iter().take(index).map(head_words).sum::<Option<u64>>()?;
            let part = self.parts.get(index);
            let parts = part.map_or(&[][..], |part| &part.components);
            (before, types.get(index)?.clone(), part, parts)
        };
        let name = declared.map(|part| part.name.clone()).unwrap_or_default();
        let step = if name.is_empty() { Step::Index(index) } else { Step::Name(name.clone()) };
        let offset = before.checked_mul(32).and_then(|bytes| self.offset.checked_add(bytes))?;
        Some(At { path: self.path.then(step), offset, ty, name, parts })
    }
}

/// The number of a member, which its name must not share.
fn place<'a>(
    step: &Step,
    names: impl Iterator<Item = &'a str>,
    path: &ArgPath,
) -> Result<usize, RuleError> {
    match step {
        Step::Index(index) => Ok(*index),
        Step::Name(name) => {
            let mut named = names.enumerate().filter(|(_, other)| other == name);
            let (index, _) = named.next().ok_or_else(|| RuleError::NoSuchMember(path.clone()))?;
            match named.next() {
                None => Ok(index),
                Some(_) => Err(RuleError::Ambiguous(path.clone())),
            }
        }
    }
}
