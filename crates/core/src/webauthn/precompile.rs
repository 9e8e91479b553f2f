//! Which chains have the P-256 precompile (RIP-7212) at `0x…0100` (spec 7.4).
//!
//! Why: with the flag set where it is absent, every signature fails; without it where it is
//! present, each costs 340k gas more. Refuses: to guess; an unlisted chain has none.

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

/// Whether a chain is known to have the precompile.
#[must_use]
pub fn has_precompile(chain_id: u64) -> bool {
    CHAINS.binary_search(&chain_id).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(CHAINS.is_sorted());
        assert!(has_precompile(8453) && !has_precompile(5));
    }
}
