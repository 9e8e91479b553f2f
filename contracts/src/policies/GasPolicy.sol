// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {VALIDATION_FAILED, VALIDATION_OK} from "../interfaces/IERC7579.sol";
import {PolicyModule} from "./PolicyModule.sol";

// Stand-in for the gas policy, for the local network only (spec 4.3).
// What it does: takes the most that an operation can cost, (preVerification + verification + call gas) ×
// maxFeePerGas in wei, from a budget for life, whoever pays in the end.
// What it refuses, in this order: with enforcePaymaster and an address, no paymaster at all (an empty
// revert) and another one; an operation above the budget. The product is cut to 128 bits (spec 12.2).

/// @title A budget for gas.
contract GasPolicy is PolicyModule {
    struct GasPolicyConfig {
        uint128 allowed;
        bool enforcePaymaster;
        address allowedPaymaster;
    }

    mapping(bytes32 id => mapping(address account => GasPolicyConfig)) public gasPolicyConfig;

    /// `data` = abi(uint128 allowed wei, bool enforcePaymaster, address allowedPaymaster).
    function _begin(bytes32 id, bytes calldata data) internal override {
        gasPolicyConfig[id][msg.sender] = abi.decode(data, (GasPolicyConfig));
    }

    function _checkOp(bytes32 id, PackedUserOperation calldata op) internal override returns (uint256) {
        GasPolicyConfig storage config = gasPolicyConfig[id][msg.sender];
        uint128 cost = _highestCost(op);
        address required = config.allowedPaymaster;
        if (config.enforcePaymaster && required != address(0)) {
            if (address(bytes20(op.paymasterAndData[0:20])) != required) return VALIDATION_FAILED;
        }
        if (cost > config.allowed) return VALIDATION_FAILED;
        config.allowed -= cost;
        return VALIDATION_OK;
    }

    function _highestCost(PackedUserOperation calldata op) private pure returns (uint128) {
        uint256 limits = uint256(op.accountGasLimits);
        uint256 gas = op.preVerificationGas + (limits >> 128) + uint128(limits);
        return uint128(gas * uint128(uint256(op.gasFees)));
    }
}
