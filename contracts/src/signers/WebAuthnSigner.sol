// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Assertion} from "../webauthn/Assertion.sol";
import {SignerModule} from "./SignerModule.sol";

// Stand-in for the WebAuthn signer 0.0.4 of permissions, for the local network only (spec 4.5, 7).
// What it does: a permission's key is a passkey; its assertion over the hash decides.
// What it refuses: a key with a zero coordinate, and what SignerModule and Assertion refuse.

/// @title Passkey session key.
contract WebAuthnSigner is SignerModule {
    struct WebAuthnSignerData {
        uint256 pubKeyX;
        uint256 pubKeyY;
    }

    mapping(bytes32 id => mapping(address account => WebAuthnSignerData)) public webAuthnSignerStorage;

    event WebAuthnPublicKeyRegistered(
        address indexed kernel, bytes32 indexed authenticatorIdHash, uint256 pubKeyX, uint256 pubKeyY
    );

    error InvalidPublicKey();

    function _hasKey(bytes32 id, address account) internal view override returns (bool) {
        return webAuthnSignerStorage[id][account].pubKeyX != 0;
    }

    /// `key` = abi((uint256 x, uint256 y), bytes32 authenticatorIdHash).
    function _setKey(bytes32 id, bytes calldata key) internal override {
        (WebAuthnSignerData memory point, bytes32 idHash) = abi.decode(key, (WebAuthnSignerData, bytes32));
        if (point.pubKeyX == 0 || point.pubKeyY == 0) revert InvalidPublicKey();
        webAuthnSignerStorage[id][msg.sender] = point;
        emit WebAuthnPublicKeyRegistered(msg.sender, idHash, point.pubKeyX, point.pubKeyY);
    }

    function _dropKey(bytes32 id) internal override {
        delete webAuthnSignerStorage[id][msg.sender];
    }

    function _signed(bytes32 id, bytes32 hash, bytes calldata signature) internal view override returns (bool) {
        WebAuthnSignerData storage key = webAuthnSignerStorage[id][msg.sender];
        return Assertion.signs(signature, hash, key.pubKeyX, key.pubKeyY);
    }
}
