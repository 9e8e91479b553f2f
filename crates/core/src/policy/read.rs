//! Reads policy data word by word, front to back, and knows at every byte where it is.
//!
//! Why: the canonical ABI encoding of a value is one byte string; read in order, each pointer has
//! exactly one right value, so whatever is accepted encodes to itself again (spec 4.3, 4.4).
//! Refuses: pointers to anywhere else, padding that is not zero, and bytes left over.

use alloy_primitives::{Address, B256, FixedBytes, U256};

use super::error::{DecodeError, Fault, Place};

/// Bytes of one ABI word.
pub(super) const WORD: usize = 32;

/// A position in policy data.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    at: Place,
}

impl<'a> Reader<'a> {
    /// At the front of a policy's data.
    pub(super) const fn new(policy: &'static str, data: &'a [u8]) -> Self {
        let at = Place { policy, permission: None, rule: None, field: "data", byte: 0 };
        Self { rest: data, at }
    }

    /// Names the entry and the rule that is read next.
    pub(super) const fn enter(&mut self, permission: Option<usize>, rule: Option<usize>) {
        self.at.permission = permission;
        self.at.rule = rule;
    }

    /// First byte that is not read yet.
    pub(super) const fn byte(&self) -> usize {
        self.at.byte
    }

    /// Bytes that are not read yet.
    pub(super) const fn left(&self) -> usize {
        self.rest.len()
    }

    /// A fault in the field that starts `back` bytes before here.
    fn fault(&self, field: &'static str, back: usize, fault: Fault) -> DecodeError {
        let byte = self.at.byte.saturating_sub(back);
        DecodeError::At { place: Place { field, byte, ..self.at }, fault }
    }

    /// A fault in the word just read.
    pub(super) fn blame(&self, field: &'static str, fault: Fault) -> DecodeError {
        self.fault(field, WORD, fault)
    }

    /// `N` bytes as they are.
    pub(super) fn take<const N: usize>(
        &mut self,
        field: &'static str,
    ) -> Result<[u8; N], DecodeError> {
        let Some((head, rest)) = self.rest.split_first_chunk::<N>() else {
            let missing = N.saturating_sub(self.rest.len());
            return Err(self.fault(field, 0, Fault::Ends { missing }));
        };
        self.rest = rest;
        self.at.byte = self.at.byte.saturating_add(N);
        Ok(*head)
    }

    /// One word.
    pub(super) fn word(&mut self, field: &'static str) -> Result<B256, DecodeError> {
        self.take::<WORD>(field).map(B256::from)
    }

    /// A number of at most `bits` bits.
    pub(super) fn uint(&mut self, field: &'static str, bits: usize) -> Result<U256, DecodeError> {
        let value = U256::from_be_bytes(self.word(field)?.0);
        if value.bit_len() > bits { Err(self.blame(field, Fault::Wide)) } else { Ok(value) }
    }

    /// A number of at most 64 bits.
    pub(super) fn u64(&mut self, field: &'static str, bits: usize) -> Result<u64, DecodeError> {
        let value = self.uint(field, bits.min(64))?;
        u64::try_from(value).map_err(|_wide| self.blame(field, Fault::Wide))
    }

    /// Zero or one.
    pub(super) fn bool(&mut self, field: &'static str) -> Result<bool, DecodeError> {
        Ok(!self.uint(field, 1)?.is_zero())
    }

    /// An address, padded left.
    pub(super) fn address(&mut self, field: &'static str) -> Result<Address, DecodeError> {
        let word = self.uint(field, 160)?;
        Ok(Address::from_word(B256::from(word)))
    }

    /// `bytesN`, padded right.
    pub(super) fn fixed<const N: usize>(
        &mut self,
        field: &'static str,
    ) -> Result<FixedBytes<N>, DecodeError> {
        let word = self.word(field)?;
        match word.0.split_first_chunk::<N>() {
            Some((head, rest)) if rest.iter().all(|byte| *byte == 0) => Ok(FixedBytes(*head)),
            Some(_) | None => Err(self.blame(field, Fault::Wide)),
        }
    }

    /// A pointer, which must have the one value that the canonical encoding gives it.
    pub(super) fn pointer(
        &mut self,
        field: &'static str,
        expected: usize,
    ) -> Result<(), DecodeError> {
        if self.word(field)? == B256::from(U256::from(expected)) {
            Ok(())
        } else {
            Err(self.blame(field, Fault::NotCanonical))
        }
    }

    /// The length of a list whose entries take at least `least` bytes each.
    pub(super) fn count(
        &mut self,
        field: &'static str,
        least: usize,
    ) -> Result<usize, DecodeError> {
        let count = usize::try_from(U256::from_be_bytes(self.word(field)?.0)).ok();
        let needed = count.and_then(|count| count.checked_mul(least));
        match (count, needed) {
            (Some(count), Some(needed)) if needed <= self.left() => Ok(count),
            (_, needed) => {
                let missing = needed.unwrap_or(usize::MAX).saturating_sub(self.left());
                Err(self.blame(field, Fault::Ends { missing }))
            }
        }
    }

    /// The pointers of a list of dynamic entries, with the byte at which each was read. They count
    /// from the first pointer on and are proved by [`Self::arrive`].
    pub(super) fn pointers(
        &mut self,
        field: &'static str,
        count: usize,
    ) -> Result<Vec<Pointer>, DecodeError> {
        let base = self.byte();
        (0..count)
            .map(|_| {
                let byte = self.byte();
                Ok(Pointer { byte, base, target: self.word(field)?, field })
            })
            .collect()
    }

    /// The entry of a pointer must begin here.
    pub(super) fn arrive(&self, pointer: &Pointer) -> Result<(), DecodeError> {
        let here = self.byte().saturating_sub(pointer.base);
        if pointer.target == B256::from(U256::from(here)) {
            return Ok(());
        }
        let place = Place { field: pointer.field, byte: pointer.byte, ..self.at };
        Err(DecodeError::At { place, fault: Fault::NotCanonical })
    }

    /// Everything must be read.
    pub(super) fn end(mut self) -> Result<(), DecodeError> {
        self.enter(None, None);
        match self.left() {
            0 => Ok(()),
            count => Err(self.fault("data", 0, Fault::TooMany { count })),
        }
    }
}

/// A pointer to an entry that is not read yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pointer {
    byte: usize,
    base: usize,
    target: B256,
    field: &'static str,
}
