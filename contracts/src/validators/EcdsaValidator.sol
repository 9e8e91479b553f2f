// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {OwnerValidator, Recovery} from "./OwnerValidator.sol";

// Stand-in for the ECDSA validator (Kernel 0.3.1 and later), for the local network only.
// What it does: the owner's ECDSA signature over the hash itself decides. What it refuses: see
// OwnerValidator and Recovery.

/// @title ECDSA owner, one signature per hash.
contract EcdsaValidator is OwnerValidator {
    function _approves(address owner, bytes32 hash, bytes calldata signature) internal view override returns (bool) {
        return Recovery.signedBy(owner, hash, signature);
    }
}
