// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {IPolicy, MODULE_POLICY, VALIDATION_OK} from "../interfaces/IERC7579.sol";

// What the policy stand-ins share (local network only): a life per permission and account, spec 4.3.
// Install data = permission id, left-aligned (32 bytes) ‖ policy data. A life runs NA, Live, Deprecated.
// What it refuses: a second life. A permission that was removed can never be installed again under the
// same id, unless the policy says otherwise (_mayBegin). Such refusals revert empty.

enum Status {
    NA,
    Live,
    Deprecated
}

abstract contract PolicyModule is IPolicy {
    /// How many permissions of an account were ever installed here and not removed.
    mapping(address account => uint256) public usedIds;
    mapping(bytes32 id => mapping(address account => Status)) public status;

    function onInstall(bytes calldata data) external payable {
        bytes32 id = bytes32(data[0:32]);
        require(_mayBegin(status[id][msg.sender]));
        status[id][msg.sender] = Status.Live;
        usedIds[msg.sender] += 1;
        _begin(id, data[32:]);
    }

    /// Numbers and rules stay readable; only the status ends.
    function onUninstall(bytes calldata data) external payable {
        bytes32 id = bytes32(data[0:32]);
        require(status[id][msg.sender] == Status.Live);
        status[id][msg.sender] = Status.Deprecated;
        usedIds[msg.sender] -= 1;
    }

    function isModuleType(uint256 moduleType) external pure returns (bool) {
        return moduleType == MODULE_POLICY;
    }

    /// Per account, not per permission (spec 12.2).
    function isInitialized(address account) external view returns (bool) {
        return usedIds[account] != 0;
    }

    function checkUserOpPolicy(bytes32 id, PackedUserOperation calldata op) external payable returns (uint256) {
        require(status[id][msg.sender] == Status.Live);
        return _checkOp(id, op);
    }

    function checkSignaturePolicy(bytes32 id, address sender, bytes32, bytes calldata)
        external
        view
        returns (uint256)
    {
        require(status[id][msg.sender] == Status.Live);
        return _checkSender(id, sender);
    }

    function _mayBegin(Status current) internal pure virtual returns (bool) {
        return current == Status.NA;
    }

    function _begin(bytes32 id, bytes calldata data) internal virtual;

    /// ERC-4337 validation data; anything but zero in its low 160 bits is a refusal.
    function _checkOp(bytes32 id, PackedUserOperation calldata op) internal virtual returns (uint256);

    /// Message signatures (ERC-1271) pass every policy but the one that is made for them (spec 12.1).
    function _checkSender(bytes32, address) internal view virtual returns (uint256) {
        return VALIDATION_OK;
    }

    /// Validation data of a time window in seconds, both ends inside, `until` 0 = no end.
    function _window(uint48 start, uint48 until) internal pure returns (uint256) {
        return uint256(start) << 208 | uint256(until) << 160;
    }
}
