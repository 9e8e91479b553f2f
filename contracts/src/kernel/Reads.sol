// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MODULE_EXECUTOR, MODULE_FALLBACK, MODULE_SIGNER, MODULE_VALIDATOR} from "../interfaces/IERC7579.sol";
import {actions, validations} from "./Store.sol";
import "../shared/Execution.sol";
import "./Types.sol";

// What anybody can read of an account of the Kernel stand-in (local network only), spec 9.1.
// Changes nothing, refuses nothing.

abstract contract Reads {
    function accountId() external pure returns (string memory) {
        return "kernel.advanced.v0.3.1";
    }

    function entrypoint() external pure returns (address) {
        return ENTRY_POINT;
    }

    function rootValidator() external view returns (bytes21) {
        return validations().rootValidator;
    }

    function currentNonce() external view returns (uint32) {
        return validations().currentNonce;
    }

    function validNonceFrom() external view returns (uint32) {
        return validations().validNonceFrom;
    }

    function validationConfig(bytes21 id) external view returns (ValidationConfig memory) {
        return validations().validationConfig[id];
    }

    function permissionConfig(bytes4 permissionId) external view returns (PermissionConfig memory) {
        return validations().permissionConfig[permissionId];
    }

    function isAllowedSelector(bytes21 id, bytes4 selector) external view returns (bool) {
        return validations().allowedSelectors[id][selector];
    }

    function selectorConfig(bytes4 selector) external view returns (SelectorConfig memory) {
        return actions().selectorConfig[selector];
    }

    function executorConfig(address executor) external view returns (ExecutorConfig memory) {
        return actions().executorConfig[executor];
    }

    /// Sees validators, executors and added functions; never a permission (spec 9.1).
    function isModuleInstalled(uint256 moduleType, address module, bytes calldata context)
        external
        view
        returns (bool)
    {
        if (moduleType == MODULE_VALIDATOR) {
            bytes21 id = bytes21(abi.encodePacked(TYPE_VALIDATOR, module));
            return validations().validationConfig[id].hook != HOOK_NOT_INSTALLED;
        }
        if (moduleType == MODULE_EXECUTOR) return actions().executorConfig[module].hook != HOOK_NOT_INSTALLED;
        if (moduleType == MODULE_FALLBACK) return actions().selectorConfig[bytes4(context[0:4])].target == module;
        return false;
    }

    function supportsModule(uint256 moduleType) external pure returns (bool) {
        return moduleType >= MODULE_VALIDATOR && moduleType <= MODULE_SIGNER;
    }

    /// Also says yes to static calls, which execute then refuses (spec 10).
    function supportsExecutionMode(bytes32 mode) external pure returns (bool) {
        bytes1 callType = mode[0];
        bool known =
            callType == CALL_SINGLE || callType == CALL_BATCH || callType == CALL_DELEGATE || callType == CALL_STATIC;
        return known && (mode[1] == EXEC_REVERT || mode[1] == EXEC_TRY) && mode << 16 == 0;
    }
}
