// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MerkleProofLib} from "solady/src/utils/MerkleProofLib.sol";
import {OwnerValidator, Recovery} from "./OwnerValidator.sol";

// Stand-in for the multi-chain ECDSA validator, for the local network only (spec 6).
// What it does: a signature of 65 bytes decides about the hash itself. A longer one is
// ecdsa (65) ‖ root (32) ‖ abi(bytes32[] proof): the hash must be a leaf (as it is, not hashed again) of the
// Merkle tree with that root (pairs sorted, keccak256), and the owner must have signed the root.
// What it refuses: a hash that is not in the proof, a length below 65, and what Recovery refuses.
// For gas estimation a fixed dummy signature is followed by its own leaf: ecdsa ‖ root ‖ abi(leaf, proof);
// it never counts as the owner's word.

/// @title ECDSA owner, one signature for many hashes.
contract MultiChainValidator is OwnerValidator {
    /// keccak256 of the dummy signature (spec 3).
    bytes32 private constant DUMMY = keccak256(
        hex"fffffffffffffffffffffffffffffff0000000000000000000000000000000007aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1c"
    );

    function _approves(address owner, bytes32 hash, bytes calldata signature) internal view override returns (bool) {
        bytes calldata ecdsa = signature[0:65];
        if (signature.length == 65) return Recovery.signedBy(owner, hash, ecdsa);
        bytes32 root = bytes32(signature[65:97]);
        if (keccak256(ecdsa) == DUMMY) {
            (bytes32 leaf, bytes32[] memory path) = abi.decode(signature[97:], (bytes32, bytes32[]));
            require(MerkleProofLib.verify(path, root, leaf), "hash is not in proof");
            Recovery.signedBy(owner, root, ecdsa); // costs what a real one costs
            return false;
        }
        bytes32[] memory proof = abi.decode(signature[97:], (bytes32[]));
        require(MerkleProofLib.verify(proof, root, hash), "hash is not in proof");
        return Recovery.signedBy(owner, root, ecdsa);
    }
}
