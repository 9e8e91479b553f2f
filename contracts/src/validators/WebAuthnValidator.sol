// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {IValidator, MODULE_VALIDATOR} from "../interfaces/IERC7579.sol";
import {ERC1271_INVALID, ERC1271_VALID, VALIDATION_FAILED, VALIDATION_OK} from "../interfaces/IERC7579.sol";
import {Assertion} from "../webauthn/Assertion.sol";

// Stand-in for the WebAuthn validator 0.0.3, for the local network only (spec 7).
// What it does: one passkey per account is the owner; its assertion over the hash decides.
// What it refuses: a key with a zero coordinate, a second install, and what Assertion refuses. It is no
// hook: with a passkey root nobody can call the account directly.

/// @title Passkey owner.
contract WebAuthnValidator is IValidator {
    struct WebAuthnValidatorData {
        uint256 pubKeyX;
        uint256 pubKeyY;
    }

    mapping(address account => WebAuthnValidatorData) public webAuthnValidatorStorage;

    event WebAuthnRegistered(address indexed kernel, uint256 pubKeyX, uint256 pubKeyY);

    error InvalidPublicKey();

    /// `data` = abi((uint256 x, uint256 y), bytes32 authenticatorIdHash); the last word is not kept.
    function onInstall(bytes calldata data) external payable {
        if (isInitialized(msg.sender)) revert AlreadyInitialized(msg.sender);
        (WebAuthnValidatorData memory key,) = abi.decode(data, (WebAuthnValidatorData, bytes32));
        if (key.pubKeyX == 0 || key.pubKeyY == 0) revert InvalidPublicKey();
        webAuthnValidatorStorage[msg.sender] = key;
        emit WebAuthnRegistered(msg.sender, key.pubKeyX, key.pubKeyY);
    }

    function onUninstall(bytes calldata) external payable {
        if (!isInitialized(msg.sender)) revert NotInitialized(msg.sender);
        delete webAuthnValidatorStorage[msg.sender];
    }

    function isModuleType(uint256 moduleType) external pure returns (bool) {
        return moduleType == MODULE_VALIDATOR;
    }

    function isInitialized(address account) public view returns (bool) {
        return webAuthnValidatorStorage[account].pubKeyX != 0;
    }

    function validateUserOp(PackedUserOperation calldata op, bytes32 opHash) external payable returns (uint256) {
        return _signed(opHash, op.signature) ? VALIDATION_OK : VALIDATION_FAILED;
    }

    function isValidSignatureWithSender(address, bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4)
    {
        return _signed(hash, signature) ? ERC1271_VALID : ERC1271_INVALID;
    }

    function _signed(bytes32 hash, bytes calldata signature) private view returns (bool) {
        WebAuthnValidatorData storage key = webAuthnValidatorStorage[msg.sender];
        return Assertion.signs(signature, hash, key.pubKeyX, key.pubKeyY);
    }
}
