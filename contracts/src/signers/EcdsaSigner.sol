// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Recovery} from "./Recovery.sol";
import {SignerModule} from "./SignerModule.sol";

// Stand-in for the ECDSA signer of permissions, for the local network only (spec 4.5).
// What it does: a permission's key is an address; its ECDSA signature decides.
// What it refuses: see SignerModule and Recovery.

/// @title ECDSA session key.
contract EcdsaSigner is SignerModule {
    mapping(bytes32 id => mapping(address account => address)) public signer;

    function _hasKey(bytes32 id, address account) internal view override returns (bool) {
        return signer[id][account] != address(0);
    }

    /// `key` = address (20 bytes, not padded).
    function _setKey(bytes32 id, bytes calldata key) internal override {
        signer[id][msg.sender] = address(bytes20(key[0:20]));
    }

    function _dropKey(bytes32 id) internal override {
        delete signer[id][msg.sender];
    }

    function _signed(bytes32 id, bytes32 hash, bytes calldata signature) internal view override returns (bool) {
        return Recovery.signedBy(signer[id][msg.sender], hash, signature);
    }
}
