// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {IPolicy, ISigner} from "../interfaces/IERC7579.sol";
import {validations} from "./Store.sol";
import "./Types.sol";

// Asking a permission: every policy in order, then the signer (spec 4.6 and 3.1). Local network only.
// What it refuses: permissions flagged for the other use, a policy that says no (PolicyFailed with its
// index), policy segments out of order, and a signature without the 0xff before the signer's part.
// An ERC-1271 signature cannot carry policy segments: Kernel 0.3.x looks for 0xff at its very start.

bytes1 constant SIGNER_PREFIX = 0xff;

abstract contract Permissions {
    /// Returns ERC-4337 validation data: the intersection of all windows, and the signer's verdict.
    function _checkPermissionOp(
        bytes4 permissionId,
        PackedUserOperation memory op,
        bytes32 opHash,
        bytes calldata signature
    ) internal returns (uint256 validationData) {
        PermissionConfig storage config = validations().permissionConfig[permissionId];
        if (_has(config.permissionFlag, FLAG_NOT_FOR_USER_OP)) revert PermissionNotAlllowedForUserOp();
        uint256 policies = config.policyData.length;
        for (uint256 i = 0; i < policies; ++i) {
            bytes22 policy = config.policyData[i];
            if (_has(bytes2(policy), FLAG_NOT_FOR_USER_OP)) continue;
            (op.signature, signature) = _cut(signature, i);
            uint256 answer = IPolicy(_policy(policy)).checkUserOpPolicy(bytes32(permissionId), op);
            if (uint160(answer) != 0) revert PolicyFailed(i);
            validationData = _intersect(validationData, answer);
        }
        if (signature[0] != SIGNER_PREFIX) revert SignerPrefixNotPresent();
        op.signature = signature[1:];
        uint256 verdict = ISigner(config.signer).checkUserOpSignature(bytes32(permissionId), op, opHash);
        return _intersect(validationData, verdict);
    }

    /// `hash` is what the caller asked about, `digest` what the signer signed (EIP-712 around `hash`).
    function _checkPermissionSignature(
        bytes4 permissionId,
        address sender,
        bytes32 hash,
        bytes32 digest,
        bytes calldata signature
    ) internal view returns (bytes4) {
        PermissionConfig storage config = validations().permissionConfig[permissionId];
        if (_has(config.permissionFlag, FLAG_NOT_FOR_SIGNATURE)) revert PermissionNotAlllowedForSignature();
        _askSignaturePolicies(permissionId, sender, hash, signature);
        if (signature[0] != SIGNER_PREFIX) revert SignerPrefixNotPresent();
        return ISigner(config.signer).checkSignature(bytes32(permissionId), sender, digest, signature[1:]);
    }

    function _askSignaturePolicies(bytes4 permissionId, address sender, bytes32 hash, bytes calldata signature)
        private
        view
    {
        bytes22[] storage policies = validations().permissionConfig[permissionId].policyData;
        for (uint256 i = 0; i < policies.length; ++i) {
            bytes22 policy = policies[i];
            if (_has(bytes2(policy), FLAG_NOT_FOR_SIGNATURE)) continue;
            bytes calldata segment;
            (segment, signature) = _cut(signature, i);
            IPolicy module = IPolicy(_policy(policy));
            if (module.checkSignaturePolicy(bytes32(permissionId), sender, hash, segment) != 0) revert PolicyFailed(i);
        }
    }

    /// Takes the segment of policy `index` (u8 index ‖ u64 length ‖ data) off the front, if it is there.
    function _cut(bytes calldata signature, uint256 index)
        private
        pure
        returns (bytes calldata segment, bytes calldata rest)
    {
        uint8 first = uint8(signature[0]);
        if (first < index) revert PolicySignatureOrderError();
        if (first > index) return (signature[0:0], signature);
        uint256 end = 9 + uint256(uint64(bytes8(signature[1:9])));
        return (signature[9:end], signature[end:]);
    }

    /// Later start, earlier end (0 = no end); a failed signature on either side stays failed.
    function _intersect(uint256 a, uint256 b) private pure returns (uint256) {
        uint256 result = uint160(a) != 0 ? uint160(a) : uint160(b);
        uint48 untilA = uint48(a >> 160);
        uint48 untilB = uint48(b >> 160);
        uint48 until = untilA == 0 || (untilB != 0 && untilB < untilA) ? untilB : untilA;
        uint48 afterA = uint48(a >> 208);
        uint48 afterB = uint48(b >> 208);
        uint48 start = afterA > afterB ? afterA : afterB;
        return uint256(start) << 208 | uint256(until) << 160 | result;
    }

    function _policy(bytes22 entry) private pure returns (address) {
        return address(bytes20(entry << 16));
    }

    function _has(bytes2 flags, bytes2 flag) private pure returns (bool) {
        return flags & flag != 0;
    }
}
