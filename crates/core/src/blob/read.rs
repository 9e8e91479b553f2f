//! Reading a JSON tree field by field, always knowing the path (spec 8).
//!
//! Refuses: keys that are not asked for; numbers that are not whole; hex that is not hex; addresses
//! whose checksum (EIP-55) is wrong.

use alloy_primitives::{Address, Bytes, FixedBytes, U256, hex};

use super::{
    error::{DecodeError, Problem},
    tree::Tree,
};

/// One value and where it stands.
pub(super) struct At<'a> {
    tree: &'a Tree,
    path: String,
}

/// The fields of an object and where it stands.
pub(super) struct Fields<'a> {
    entries: &'a [(String, Tree)],
    path: String,
}

impl<'a> At<'a> {
    pub(super) const fn top(tree: &'a Tree) -> Self {
        Self { tree, path: String::new() }
    }

    /// The value itself, to be kept as it is.
    pub(super) const fn tree(&self) -> &'a Tree {
        self.tree
    }

    /// The failure of this place.
    pub(super) fn fails(&self, problem: impl Into<Problem>) -> DecodeError {
        let path = if self.path.is_empty() { ".".to_owned() } else { self.path.clone() };
        DecodeError::Field { path, problem: problem.into() }
    }

    /// An object with no other keys than these.
    pub(super) fn object(&self, known: &[&str]) -> Result<Fields<'a>, DecodeError> {
        let Tree::Object(entries) = self.tree else {
            return Err(self.fails(Problem::Type("an object")));
        };
        let fields = Fields { entries, path: self.path.clone() };
        match entries.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            Some((key, tree)) => Err(fields.at(&shown(key), tree).fails(Problem::Unknown)),
            None => Ok(fields),
        }
    }

    pub(super) fn list(&self) -> Result<Vec<Self>, DecodeError> {
        let Tree::List(items) = self.tree else {
            return Err(self.fails(Problem::Type("a list")));
        };
        let at = |(index, tree)| Self { tree, path: format!("{}[{index}]", self.path) };
        Ok(items.iter().enumerate().map(at).collect())
    }

    pub(super) fn text(&self) -> Result<&'a str, DecodeError> {
        match self.tree {
            Tree::Text(text) => Ok(text),
            Tree::Null
            | Tree::Bool(_)
            | Tree::Whole(_)
            | Tree::Odd
            | Tree::List(_)
            | Tree::Object(_) => Err(self.fails(Problem::Type("a text"))),
        }
    }

    pub(super) fn bool(&self) -> Result<bool, DecodeError> {
        let Tree::Bool(value) = self.tree else {
            return Err(self.fails(Problem::Type("true or false")));
        };
        Ok(*value)
    }

    /// A JSON number of at most so many bits.
    pub(super) fn whole(&self, bits: usize) -> Result<u64, DecodeError> {
        let Tree::Whole(value) = self.tree else {
            return Err(self.fails(Problem::Type("a whole number")));
        };
        if bits < 64 && value.checked_shr(bits.try_into().unwrap_or(64)).is_some_and(|x| x != 0) {
            return Err(self.fails(Problem::TooLarge(bits)));
        }
        Ok(*value)
    }

    /// A decimal text, or a JSON number, of at most so many bits.
    pub(super) fn integer(&self, bits: usize) -> Result<U256, DecodeError> {
        let value = if let Tree::Whole(value) = self.tree {
            U256::from(*value)
        } else {
            let text = self.text()?;
            let canonical = text == "0" || !text.starts_with('0');
            if !canonical || text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(self.fails(Problem::Type("a decimal number")));
            }
            let parsed = U256::from_str_radix(text, 10).ok();
            parsed.ok_or_else(|| self.fails(Problem::TooLarge(256)))?
        };
        if value.bit_len() > bits {
            return Err(self.fails(Problem::TooLarge(bits)));
        }
        Ok(value)
    }

    /// `0x` and whole bytes, in either case.
    pub(super) fn bytes(&self) -> Result<Bytes, DecodeError> {
        let digits = self.text()?.strip_prefix("0x");
        let bytes = digits.and_then(|digits| hex::decode(digits).ok());
        bytes.map(Bytes::from).ok_or_else(|| self.fails(Problem::Type("hex bytes")))
    }

    /// Exactly so many bytes.
    pub(super) fn fixed<const N: usize>(&self) -> Result<FixedBytes<N>, DecodeError> {
        let bytes = self.bytes()?;
        let fixed = FixedBytes::try_from(bytes.as_ref()).ok();
        fixed.ok_or_else(|| self.fails(Problem::Length { expected: N, got: bytes.len() }))
    }

    /// An address in one case, or with a right checksum.
    pub(super) fn address(&self) -> Result<Address, DecodeError> {
        let address = Address(self.fixed()?);
        let digits = self.text()?.get(2..).unwrap_or_default();
        let mixed = digits.bytes().any(|byte| byte.is_ascii_uppercase())
            && digits.bytes().any(|byte| byte.is_ascii_lowercase());
        if mixed && Address::parse_checksummed(self.text()?, None).is_err() {
            return Err(self.fails(Problem::Checksum));
        }
        Ok(address)
    }

    /// Nothing in here was lost when it was read: no odd number anywhere.
    pub(super) fn whole_throughout(&self) -> Result<(), DecodeError> {
        match self.tree {
            Tree::Odd => Err(self.fails(Problem::Type("a whole number"))),
            Tree::Null | Tree::Bool(_) | Tree::Whole(_) | Tree::Text(_) => Ok(()),
            Tree::List(_) => self.list()?.iter().try_for_each(Self::whole_throughout),
            Tree::Object(entries) => {
                let fields = Fields { entries, path: self.path.clone() };
                let mut at = entries.iter().map(|(key, tree)| fields.at(&shown(key), tree));
                at.try_for_each(|at| at.whole_throughout())
            }
        }
    }
}

/// A foreign key as part of a path: at most 40 characters, none of them a surprise.
fn shown(key: &str) -> String {
    key.chars().take(40).map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect()
}

impl<'a> Fields<'a> {
    fn at(&self, key: &str, tree: &'a Tree) -> At<'a> {
        let path =
            if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        At { tree, path }
    }

    /// A field that may be left out.
    pub(super) fn get(&self, key: &'static str) -> Option<At<'a>> {
        let (_, tree) = self.entries.iter().find(|(known, _)| known == key)?;
        Some(self.at(key, tree))
    }

    /// A field that must be there.
    pub(super) fn need(&self, key: &'static str) -> Result<At<'a>, DecodeError> {
        self.get(key).ok_or_else(|| self.missing(key))
    }

    /// The failure of a field that must be there.
    pub(super) fn missing(&self, key: &'static str) -> DecodeError {
        self.at(key, &Tree::Null).fails(Problem::Missing)
    }
}
