//! Chance from a seed: splitmix64, so that a run can be made again anywhere.

use alloy_primitives::{Address, B256, U256};

/// Chance.
pub struct Dice(u64);

impl Dice {
    /// A stream of its own for each key of a seed.
    pub fn new(seed: u64, key: u64) -> Self {
        let mut dice = Self(seed ^ key.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.next();
        Self(dice.next())
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below the number.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(u64::try_from(len).unwrap())).unwrap()
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.index(of.len())]
    }

    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    pub fn address(&mut self) -> Address {
        Address::from_slice(&self.bytes(20))
    }

    /// A word: small, large, near the ends, or anything.
    pub fn word(&mut self) -> B256 {
        match self.below(6) {
            0 => U256::from(self.below(4)).into(),
            1 => U256::from(self.next()).into(),
            2 => (U256::MAX - U256::from(self.below(3))).into(),
            3 => self.address().into_word(),
            4 => B256::from(U256::ONE << 255_usize),
            _ => B256::from_slice(&self.bytes(32)),
        }
    }

    /// The word, or one next to it, or another one.
    pub fn near(&mut self, word: B256) -> B256 {
        let number = U256::from_be_bytes(word.0);
        match self.below(5) {
            0 => number.wrapping_add(U256::from(1)).into(),
            1 => number.wrapping_sub(U256::from(1)).into(),
            2 => self.word(),
            _ => word,
        }
    }
}
