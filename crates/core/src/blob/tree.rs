//! JSON as a tree of this crate's own (RFC 8259), for serialized accounts (spec 8): keys in order,
//! no key twice, no floating point.
//!
//! Why: what cannot be told apart by two readers (a key given twice, a number rounded on the way)
//! must not get in, and an ABI that is only carried along must come out as it went in.
//! Refuses: keys given twice. Numbers that are no whole number of 64 bits are marked, never rounded.

use std::{collections::BTreeSet, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeSeq},
};
use zeroize::Zeroizing;

/// One value. Texts are wiped from memory when dropped: one of them may be a private key.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Tree {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0 to 2^64 − 1.
    Whole(u64),
    /// Any other number; which one is lost.
    Odd,
    /// A string.
    Text(Zeroizing<String>),
    /// An array.
    List(Vec<Self>),
    /// An object, keys in the order they were written.
    Object(Vec<(String, Self)>),
}

impl Tree {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(Zeroizing::new(text.into()))
    }

    /// An object of those fields that are there.
    pub(super) fn object<const N: usize>(fields: [(&str, Option<Self>); N]) -> Self {
        Self::Object(given(fields))
    }
}

/// Those fields that are there.
pub(super) fn given<const N: usize>(fields: [(&str, Option<Tree>); N]) -> Vec<(String, Tree)> {
    fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null | Self::Odd => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Whole(value) => to.serialize_u64(*value),
            Self::Text(value) => to.serialize_str(value),
            Self::List(items) => {
                let mut list = to.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Object(fields) => {
                let mut object = to.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(key, value)| object.serialize_entry(key, value))?;
                object.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Tree;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Whole(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree, E> {
        Ok(u64::try_from(value).map_or(Tree::Odd, Tree::Whole))
    }

    fn visit_f64<E: Error>(self, _value: f64) -> Result<Tree, E> {
        Ok(Tree::Odd)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Tree, A::Error> {
        let (mut fields, mut known) = (Vec::new(), BTreeSet::new());
        while let Some((key, value)) = from.next_entry::<String, Tree>()? {
            if !known.insert(key.clone()) {
                return Err(A::Error::custom("a key is given twice"));
            }
            fields.push((key, value));
        }
        Ok(Tree::Object(fields))
    }
}
