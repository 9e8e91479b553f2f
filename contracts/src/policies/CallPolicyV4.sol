// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CallPolicy} from "./CallPolicy.sol";

// Stand-in for call policy 0.0.4, for the local network only (spec 4.4).
// What it does: keeps each entry in consecutive slots behind one hash that ends in the account, which
// is what ERC-7562 calls associated storage.
// What it refuses: as CallPolicy; a call without an entry is InvalidCallData.

/// @title Which calls a key may make.
contract CallPolicyV4 is CallPolicy {
    struct Entry {
        uint256 length;
        bytes32[1 << 32] words;
    }

    mapping(bytes32 idAndKey => mapping(address account => Entry)) private entries;

    function encodedPermissions(bytes32 id, bytes32 permissionHash, address owner)
        external
        view
        returns (bytes memory)
    {
        return _load(id, permissionHash, owner);
    }

    function _refuseUnlisted() internal pure override {
        revert InvalidCallData();
    }

    function _load(bytes32 id, bytes32 key, address account) internal view override returns (bytes memory data) {
        Entry storage entry = entries[keccak256(abi.encode(id, key))][account];
        data = new bytes(entry.length);
        for (uint256 i = 0; i < data.length / 32; ++i) {
            bytes32 word = entry.words[i];
            assembly ("memory-safe") {
                mstore(add(data, mul(add(i, 1), 32)), word)
            }
        }
    }

    /// `data` is ABI-encoded, so its length is a multiple of 32.
    function _save(bytes32 id, bytes32 key, bytes memory data) internal override {
        Entry storage entry = entries[keccak256(abi.encode(id, key))][msg.sender];
        entry.length = data.length;
        for (uint256 i = 0; i < data.length / 32; ++i) {
            bytes32 word;
            assembly ("memory-safe") {
                word := mload(add(data, mul(add(i, 1), 32)))
            }
            entry.words[i] = word;
        }
    }
}
