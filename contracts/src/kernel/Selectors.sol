// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IModule, MODULE_EXECUTOR, MODULE_FALLBACK} from "../interfaces/IERC7579.sol";
import {actions, validations} from "./Store.sol";
import {Validations} from "./Validations.sol";
import {Words, revertWith} from "../shared/Words.sol";
import "../shared/Execution.sol";
import "./Types.sol";

// What else an account of the Kernel stand-in (local network only) can do: functions added by selector,
// executors, and which selectors a validation may use. Selector data (spec 5.1) = selector (4), or
// selector (4) ‖ target (20) ‖ hook (20) ‖ abi(bytes call type ‖ init data, bytes hook data).
// What it refuses: other lengths, call types other than single and delegatecall, functions nobody added.

abstract contract Selectors is Validations {
    using Words for bytes;

    uint256 private constant BARE = 4;
    uint256 private constant HEAD = 44;

    function _allowSelector(bytes21 id, bytes calldata selectorData) internal {
        if (selectorData.length < BARE) revert InvalidSelectorData();
        bytes4 selector = bytes4(selectorData[0:4]);
        if (selectorData.length != BARE) {
            if (selectorData.length < HEAD) revert InvalidSelectorData();
            address target = address(bytes20(selectorData[4:24]));
            _installSelector(selector, target, address(bytes20(selectorData[24:HEAD])), selectorData[HEAD:]);
        }
        validations().allowedSelectors[id][selector] = true;
        emit SelectorSet(selector, id, true);
    }

    /// Without a hook only the EntryPoint may call the function.
    function _installSelector(bytes4 selector, address target, address hook, bytes calldata data) internal {
        bytes calldata init = data.bytesAt(0);
        bytes1 callType = init[0];
        if (callType != CALL_SINGLE && callType != CALL_DELEGATE) revert NotSupportedCallType();
        if (hook == HOOK_NOT_INSTALLED) hook = HOOK_ENTRY_POINT_ONLY;
        actions().selectorConfig[selector] = SelectorConfig(hook, target, callType);
        _installHook(hook, data.bytesAt(1));
        if (callType == CALL_SINGLE) {
            IModule(target).onInstall(init[1:]);
            emit ModuleInstalled(MODULE_FALLBACK, target);
        }
    }

    /// `data` = selector (4) ‖ what the target is told.
    function _uninstallSelector(bytes calldata data) internal {
        SelectorConfig memory config = actions().selectorConfig[bytes4(data[0:4])];
        delete actions().selectorConfig[bytes4(data[0:4])];
        if (config.callType == CALL_SINGLE) _tellUninstalled(config.target, data[4:]);
        emit ModuleUninstalled(MODULE_FALLBACK, config.target);
    }

    /// `data` = hook (20) ‖ abi(bytes executor data, bytes hook data).
    function _installExecutor(address executor, bytes calldata data) internal {
        address hook = address(bytes20(data[0:20]));
        if (hook == HOOK_NOT_INSTALLED) hook = HOOK_NONE;
        actions().executorConfig[executor].hook = hook;
        bytes calldata payload = data[20:];
        IModule(executor).onInstall(payload.bytesAt(0));
        _installHook(hook, payload.bytesAt(1));
        emit ModuleInstalled(MODULE_EXECUTOR, executor);
    }

    function _uninstallExecutor(address executor, bytes calldata data) internal {
        delete actions().executorConfig[executor];
        _uninstallModule(MODULE_EXECUTOR, executor, data);
    }

    /// Runs a function that was added by selector. A called target learns the caller from the last
    /// 20 bytes of its call data (ERC-2771).
    function _runAddedFunction() internal returns (bytes memory result) {
        SelectorConfig memory config = actions().selectorConfig[msg.sig];
        if (config.hook == HOOK_NOT_INSTALLED) revert InvalidSelector();
        if (config.hook == HOOK_ENTRY_POINT_ONLY && msg.sender != ENTRY_POINT) revert InvalidCaller();
        bytes memory context = _before(config.hook, msg.data);
        bool done;
        if (config.callType == CALL_SINGLE) {
            (done, result) = config.target.call{value: msg.value}(abi.encodePacked(msg.data, msg.sender));
        } else {
            (done, result) = config.target.delegatecall(msg.data);
        }
        if (!done) revertWith(result);
        _after(config.hook, context);
    }
}
