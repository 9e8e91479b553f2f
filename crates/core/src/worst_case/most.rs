//! A number that is known to be the most, or the knowledge that there is none (spec 12.1).
//!
//! Why: worst cases are sums and products of limits; one that is missing makes the whole unlimited,
//! and one that overflows may never wrap into something small.
//! Refuses: floats and rounding down; what does not fit 256 bits is no limit.

use alloy_primitives::U256;

/// The most there can be of something: operations, wei or smallest units of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Most {
    /// At most so many.
    AtMost(U256),
    /// Nothing that is known limits it.
    NoLimit,
}

impl Most {
    /// Nothing at all.
    pub const NONE: Self = Self::AtMost(U256::ZERO);

    /// At most `count`.
    #[must_use]
    pub fn count(count: u64) -> Self {
        Self::AtMost(U256::from(count))
    }

    /// The number, where there is one.
    #[must_use]
    pub const fn limit(self) -> Option<U256> {
        match self {
            Self::AtMost(limit) => Some(limit),
            Self::NoLimit => None,
        }
    }

    /// True for [`Self::NoLimit`].
    #[must_use]
    pub const fn is_unlimited(self) -> bool {
        matches!(self, Self::NoLimit)
    }

    /// True when it can never be more than nothing.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::AtMost(a), Self::AtMost(b)) => {
                a.checked_add(b).map_or(Self::NoLimit, Self::AtMost)
            }
            (Self::NoLimit, _) | (_, Self::NoLimit) => Self::NoLimit,
        }
    }

    /// So many times this. Nothing at all stays nothing, however often.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        match (self, other) {
            _ if self.is_none() || other.is_none() => Self::NONE,
            (Self::AtMost(a), Self::AtMost(b)) => {
                a.checked_mul(b).map_or(Self::NoLimit, Self::AtMost)
            }
            (Self::NoLimit, _) | (_, Self::NoLimit) => Self::NoLimit,
        }
    }

    /// The stricter of two limits that both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::AtMost(a), Self::AtMost(b)) => Self::AtMost(a.min(b)),
            (Self::AtMost(one), Self::NoLimit) | (Self::NoLimit, Self::AtMost(one)) => {
                Self::AtMost(one)
            }
            (Self::NoLimit, Self::NoLimit) => Self::NoLimit,
        }
    }

    /// The looser of two limits of which either may hold.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::AtMost(a), Self::AtMost(b)) => Self::AtMost(a.max(b)),
            (Self::NoLimit, _) | (_, Self::NoLimit) => Self::NoLimit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Most::{AtMost, NoLimit};

    #[test]
    fn a_missing_limit_and_an_overflow_are_no_limit() {
        let (two, all) = (Most::count(2), AtMost(U256::MAX));
        assert_eq!((two.plus(two), two.times(two)), (Most::count(4), Most::count(4)));
        assert_eq!((two.plus(all), two.times(all)), (NoLimit, NoLimit));
        assert_eq!((two.plus(NoLimit), NoLimit.times(two)), (NoLimit, NoLimit));
        assert_eq!(
            (NoLimit.times(Most::NONE), Most::NONE.times(NoLimit)),
            (Most::NONE, Most::NONE)
        );
        assert_eq!((two.and(NoLimit), NoLimit.and(two), two.and(all)), (two, two, two));
        assert_eq!((two.or(NoLimit), NoLimit.or(two), two.or(all)), (NoLimit, NoLimit, all));
        assert_eq!((two.limit(), NoLimit.limit()), (Some(U256::from(2)), None));
    }
}
