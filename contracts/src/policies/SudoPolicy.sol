// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {VALIDATION_OK} from "../interfaces/IERC7579.sol";
import {PolicyModule, Status} from "./PolicyModule.sol";

// Stand-in for the sudo policy, for the local network only (spec 4.3).
// What it does: says yes. What it refuses: nothing; it also forgets, so a permission may come back.

/// @title No limit at all.
contract SudoPolicy is PolicyModule {
    function _mayBegin(Status) internal pure override returns (bool) {
        return true;
    }

    function _begin(bytes32, bytes calldata) internal override {}

    function _checkOp(bytes32, PackedUserOperation calldata) internal pure override returns (uint256) {
        return VALIDATION_OK;
    }
}
