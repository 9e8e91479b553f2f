// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {VALIDATION_FAILED} from "../interfaces/IERC7579.sol";
import {PolicyModule} from "./PolicyModule.sol";

// Stand-in for the rate limit policy, for the local network only (spec 4.3).
// What it does: counts down the uses for life, and gives each use the start that the schedule has
// reached: startAt, startAt + interval, and so on. Unused slots accumulate.
// What it refuses: a use when none is left. Operations before their slot are refused by the EntryPoint.

/// @title So many uses, so far apart.
contract RateLimitPolicy is PolicyModule {
    struct RateLimitConfig {
        uint48 interval;
        uint48 count;
        uint48 startAt;
    }

    mapping(bytes32 id => mapping(address account => RateLimitConfig)) public rateLimitConfigs;

    /// `data` = u48 interval (seconds) ‖ u48 count ‖ u48 startAt (seconds since 1970).
    function _begin(bytes32 id, bytes calldata data) internal override {
        rateLimitConfigs[id][msg.sender] =
            RateLimitConfig(uint48(bytes6(data[0:6])), uint48(bytes6(data[6:12])), uint48(bytes6(data[12:18])));
    }

    function _checkOp(bytes32 id, PackedUserOperation calldata) internal override returns (uint256) {
        RateLimitConfig storage config = rateLimitConfigs[id][msg.sender];
        if (config.count == 0) return VALIDATION_FAILED;
        uint48 slot = config.startAt;
        config.count -= 1;
        config.startAt = slot + config.interval;
        return _window(slot, 0);
    }
}
