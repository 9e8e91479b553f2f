// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";

// Stand-in for the local network only: a paymaster (EntryPoint 0.7) that pays for everybody.
// What it does: agrees to every operation, without a time window and without a postOp call.
// What it refuses: nothing. It works as long as somebody keeps its EntryPoint deposit filled.

/// @title A paymaster that never says no.
contract OpenPaymaster {
    /// ERC-4337 validatePaymasterUserOp: empty context, validation data zero.
    function validatePaymasterUserOp(PackedUserOperation calldata, bytes32, uint256)
        external
        pure
        returns (bytes memory context, uint256 validationData)
    {
        return ("", 0);
    }
}
