//! As much of CBOR (RFC 8949) as authenticators speak (spec 7.1): definite lengths, no floats, little
//! nesting.
//!
//! Why: credential keys and extension outputs come as CBOR from outside (CTAP2 canonical form).
//! Refuses: indefinite lengths, tags, floats, lengths beyond the input, nesting deeper than 8.

/// Deepest nesting that is walked through.
const MAX_DEPTH: u8 = 8;

/// One item; of a collection only its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item<'a> {
    /// Major types 0 and 1. Integers beyond `i64` are not read.
    Integer(i64),
    /// Major type 2.
    Bytes(&'a [u8]),
    /// Major type 3.
    Text(&'a [u8]),
    /// Major type 4: how many items follow.
    Array(u64),
    /// Major type 5: how many pairs follow.
    Map(u64),
    /// `false`, `true`, `null`, `undefined`.
    Simple(u8),
}

/// Reads items off the front of some bytes.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not read yet.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next item; `None` where the bytes end or are not read here.
    pub(super) fn item(&mut self) -> Option<Item<'a>> {
        let (&[head], rest) = self.rest.split_first_chunk::<1>()?;
        self.rest = rest;
        let (major, short) = (head >> 5, head & 0x1f);
        if major == 7 {
            return (20..24).contains(&short).then_some(Item::Simple(short));
        }
        let argument = self.argument(short)?;
        match major {
            0 => Some(Item::Integer(i64::try_from(argument).ok()?)),
            1 => Some(Item::Integer(!i64::try_from(argument).ok()?)),
            2 => Some(Item::Bytes(self.take(argument)?)),
            3 => Some(Item::Text(self.take(argument)?)),
            4 => Some(Item::Array(argument)),
            5 => Some(Item::Map(argument)),
            _ => None,
        }
    }

    /// The next item, an integer.
    pub(super) fn integer(&mut self) -> Option<i64> {
        match self.item()? {
            Item::Integer(value) => Some(value),
            Item::Bytes(_) | Item::Text(_) | Item::Array(_) | Item::Map(_) | Item::Simple(_) => {
                None
            }
        }
    }

    /// The next item with all in it, as bytes; it must be a map.
    pub(super) fn map(&mut self) -> Option<&'a [u8]> {
        let before = self.rest;
        if before.first()? >> 5 != 5 {
            return None;
        }
        self.skip(0)?;
        before.get(..before.len().checked_sub(self.rest.len())?)
    }

    fn skip(&mut self, depth: u8) -> Option<()> {
        let inside = match self.item()? {
            Item::Integer(_) | Item::Bytes(_) | Item::Text(_) | Item::Simple(_) => 0,
            Item::Array(count) => count,
            Item::Map(pairs) => pairs.checked_mul(2)?,
        };
        let deeper = depth.checked_add(1).filter(|depth| *depth <= MAX_DEPTH)?;
        // Every item takes a byte at least, so a longer count than bytes cannot be true.
        if usize::try_from(inside).ok()? > self.rest.len() {
            return None;
        }
        for _ in 0..inside {
            self.skip(deeper)?;
        }
        Some(())
    }

    fn argument(&mut self, short: u8) -> Option<u64> {
        match short {
            0..24 => Some(short.into()),
            24 => Some(self.big_endian::<1>()?),
            25 => Some(self.big_endian::<2>()?),
            26 => Some(self.big_endian::<4>()?),
            27 => Some(self.big_endian::<8>()?),
            _ => None,
        }
    }

    fn big_endian<const N: usize>(&mut self) -> Option<u64> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(bytes.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte)))
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(taken)
    }
}
