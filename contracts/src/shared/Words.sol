// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// Reads ABI-encoded `bytes` and `bytes[]` in place, without copying them to memory (local network only).
// Refuses to read outside of the given bytes: such data reverts with no reason.

library Words {
    /// The dynamic `bytes` whose offset stands in head word `index`.
    function bytesAt(bytes calldata data, uint256 index) internal pure returns (bytes calldata) {
        uint256 start = wordAt(data, index * 32);
        uint256 length = wordAt(data, start);
        return data[start + 32:start + 32 + length];
    }

    /// Entries of an encoded `bytes[]`. No data at all counts as no entries.
    function count(bytes calldata data) internal pure returns (uint256) {
        if (data.length == 0) return 0;
        return wordAt(data, wordAt(data, 0));
    }

    /// Entry `index` of an encoded `bytes[]`.
    function entry(bytes calldata data, uint256 index) internal pure returns (bytes calldata) {
        bytes calldata entries = data[wordAt(data, 0) + 32:];
        return bytesAt(entries, index);
    }

    function wordAt(bytes calldata data, uint256 position) internal pure returns (uint256) {
        return uint256(bytes32(data[position:position + 32]));
    }
}

/// Reverts with exactly these bytes.
function revertWith(bytes memory reason) pure {
    assembly ("memory-safe") {
        revert(add(reason, 32), mload(reason))
    }
}
