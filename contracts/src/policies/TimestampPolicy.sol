// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {PolicyModule} from "./PolicyModule.sol";

// Stand-in for the timestamp policy, for the local network only (spec 4.3).
// What it does: hands a fixed time window to the EntryPoint, which refuses operations outside (AA22).
// What it refuses: nothing itself; message signatures are not limited in time.

/// @title A time window.
contract TimestampPolicy is PolicyModule {
    struct TimestampPolicyConfig {
        uint48 validAfter;
        uint48 validUntil;
    }

    mapping(bytes32 id => mapping(address account => TimestampPolicyConfig)) public timestampPolicyConfig;

    /// `data` = abi(uint48 validAfter, uint48 validUntil), seconds since 1970; validUntil 0 = no end.
    function _begin(bytes32 id, bytes calldata data) internal override {
        timestampPolicyConfig[id][msg.sender] = abi.decode(data, (TimestampPolicyConfig));
    }

    function _checkOp(bytes32 id, PackedUserOperation calldata) internal view override returns (uint256) {
        TimestampPolicyConfig storage config = timestampPolicyConfig[id][msg.sender];
        return _window(config.validAfter, config.validUntil);
    }
}
