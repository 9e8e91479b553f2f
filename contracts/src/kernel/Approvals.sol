// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC1271_VALID, IValidator} from "../interfaces/IERC7579.sol";
import {Digests} from "./Digests.sol";
import {Permissions} from "./Permissions.sol";
import {Selectors} from "./Selectors.sol";
import {validations} from "./Store.sol";
import {Words} from "../shared/Words.sol";
import "./Types.sol";

// Enable mode of the Kernel stand-in (local network only), spec 5: the first operation of a validation
// carries the owner's approval and installs it.
// What it refuses: an approval that the root validator does not recognise for exactly this account,
// chain, nonce and data (EnableNotApproved, or whatever the root validator reverts with).

abstract contract Approvals is Digests, Permissions, Selectors {
    using Words for bytes;

    /// `signature` = hook (20) ‖ abi(bytes data, bytes hookData, bytes selectorData, bytes enableSignature,
    /// bytes innerSignature). Installs `id` and returns the inner signature.
    function _enable(bytes21 id, bytes calldata signature) internal returns (bytes calldata) {
        ValidationConfig memory config =
            ValidationConfig(validations().currentNonce, address(bytes20(signature[0:20])));
        bytes calldata payload = signature[20:];
        _requireApproved(id, config, payload);
        _installValidation(id, config, payload.bytesAt(0), payload.bytesAt(1));
        _allowSelector(id, payload.bytesAt(2));
        return payload.bytesAt(4);
    }

    function _requireApproved(bytes21 id, ValidationConfig memory config, bytes calldata payload) private view {
        bytes32 digest = _enableDigest(id, config, payload.bytesAt(0), payload.bytesAt(1), payload.bytesAt(2));
        bytes calldata signature = payload.bytesAt(3);
        bytes4 answer = _askValidation(validations().rootValidator, address(this), digest, digest, signature);
        if (answer != ERC1271_VALID) revert EnableNotApproved();
    }

    /// Asks a validation about a digest on behalf of `sender` (ERC-1271 answers).
    function _askValidation(bytes21 id, address sender, bytes32 hash, bytes32 digest, bytes calldata signature)
        internal
        view
        returns (bytes4)
    {
        if (_isPermission(id)) {
            return _checkPermissionSignature(_permissionOf(id), sender, hash, digest, signature);
        }
        return IValidator(_validatorOf(id)).isValidSignatureWithSender(sender, digest, signature);
    }
}
