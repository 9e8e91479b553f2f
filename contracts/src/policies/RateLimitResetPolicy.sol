// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {PolicyModule, Status} from "./PolicyModule.sol";

// Stand-in for the rate limit policy with reset, for the local network only (spec 4.3).
// What it does: so many uses per window; the next window begins with the first use at or after the end
// of the last one. It reads the block's time, which bundlers of public networks may not allow.
// What it refuses: a use when the window has none left (RateLimited). It forgets after removal.

/// @title So many uses per window.
contract RateLimitResetPolicy is PolicyModule {
    struct RateLimitConfig {
        uint48 interval;
        uint48 count;
    }

    struct RateLimitState {
        uint48 count;
        uint48 resetDate;
    }

    mapping(bytes32 id => mapping(address account => RateLimitConfig)) public rateLimitConfigs;
    mapping(bytes32 id => mapping(address account => RateLimitState)) public rateLimitState;

    error RateLimited();

    function _mayBegin(Status current) internal pure override returns (bool) {
        return current != Status.Live;
    }

    /// `data` = u48 interval (seconds) ‖ u48 count.
    function _begin(bytes32 id, bytes calldata data) internal override {
        RateLimitConfig memory config = RateLimitConfig(uint48(bytes6(data[0:6])), uint48(bytes6(data[6:12])));
        rateLimitConfigs[id][msg.sender] = config;
        rateLimitState[id][msg.sender] = _fresh(config);
    }

    function _checkOp(bytes32 id, PackedUserOperation calldata) internal override returns (uint256) {
        RateLimitState memory state = rateLimitState[id][msg.sender];
        if (block.timestamp >= state.resetDate) state = _fresh(rateLimitConfigs[id][msg.sender]);
        if (state.count == 0) revert RateLimited();
        state.count -= 1;
        rateLimitState[id][msg.sender] = state;
        return _window(uint48(block.timestamp), state.resetDate);
    }

    function _fresh(RateLimitConfig memory config) private view returns (RateLimitState memory) {
        return RateLimitState(config.count, uint48(block.timestamp) + config.interval);
    }
}
