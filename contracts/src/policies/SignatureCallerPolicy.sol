// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {VALIDATION_FAILED, VALIDATION_OK} from "../interfaces/IERC7579.sol";
import {PolicyModule} from "./PolicyModule.sol";

// Stand-in for the signature-caller policy, for the local network only (spec 4.3).
// What it does: only listed callers of isValidSignature (ERC-1271) get an answer.
// What it refuses: every other caller; with an empty list, everybody. Operations always pass.

/// @title Who may be shown signatures.
contract SignatureCallerPolicy is PolicyModule {
    mapping(bytes32 id => mapping(address caller => mapping(address account => bool))) public allowedCaller;

    /// `data` = abi(address[] allowedCallers).
    function _begin(bytes32 id, bytes calldata data) internal override {
        address[] memory callers = abi.decode(data, (address[]));
        for (uint256 i = 0; i < callers.length; ++i) {
            allowedCaller[id][callers[i]][msg.sender] = true;
        }
    }

    function _checkOp(bytes32, PackedUserOperation calldata) internal pure override returns (uint256) {
        return VALIDATION_OK;
    }

    function _checkSender(bytes32 id, address sender) internal view override returns (uint256) {
        return allowedCaller[id][sender][msg.sender] ? VALIDATION_OK : VALIDATION_FAILED;
    }
}
