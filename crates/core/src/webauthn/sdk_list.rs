//! The published SDK's list of chains with the P-256 precompile, as of its version 5.5.0 (spec 7.4).
//!
//! Why: only to make the very bytes that the SDK makes, for its published vectors. Chains gain the
//! precompile and the list does not; what is used is decided by [`super::precompile`] from a probe.
//! Refuses: to be asked whether a chain has the precompile.

const CHAINS: [u64; 63] = [
    1,
    10,
    56,
    97,
    130,
    137,
    143,
    183,
    185,
    204,
    233,
    324,
    360,
    747,
    901,
    919,
    1301,
    1315,
    1424,
    1514,
    1894,
    2741,
    3343,
    5000,
    5003,
    6343,
    7000,
    8008,
    8333,
    8453,
    8765,
    10_143,
    17_000,
    28_802,
    33_111,
    33_139,
    34_443,
    42_161,
    42_170,
    42_220,
    43_111,
    43_113,
    43_114,
    57_073,
    59_141,
    59_144,
    60_808,
    80_002,
    80_888,
    84_532,
    98_866,
    98_867,
    421_614,
    534_351,
    534_352,
    656_476,
    743_111,
    747_474,
    763_373,
    11_155_111,
    11_155_420,
    666_666_666,
    88_153_591_557,
];

/// Whether the SDK sets `usePrecompiled` on a chain.
#[must_use]
pub fn sdk_uses_precompile(chain_id: u64) -> bool {
    CHAINS.binary_search(&chain_id).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(CHAINS.is_sorted());
        assert!(sdk_uses_precompile(8453) && !sdk_uses_precompile(5));
    }
}
