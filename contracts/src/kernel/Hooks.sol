// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IHook, IModule, MODULE_HOOK} from "../interfaces/IERC7579.sol";
import {HOOK_ENTRY_POINT_ONLY, HOOK_NONE, HOOK_NOT_INSTALLED} from "./Types.sol";
import {ModuleInstalled, ModuleUninstalled, ModuleUninstallResult} from "./Types.sol";

// Hooks of the Kernel stand-in (local network only): code that runs before and after an execution.
// What it does: install, remove, call. Hook data = flag (1 byte, 0xff = always tell the hook) ‖ data.
// What it refuses: nothing of its own; a hook that reverts stops the execution it guards.

bytes1 constant TELL_HOOK = 0xff;

abstract contract Hooks {
    /// True for a hook that is a contract, false for the three marker values.
    function _isHook(address hook) internal pure returns (bool) {
        return hook != HOOK_NOT_INSTALLED && hook != HOOK_NONE && hook != HOOK_ENTRY_POINT_ONLY;
    }

    function _installHook(address hook, bytes calldata hookData) internal {
        if (!_isHook(hook)) return;
        if (hookData[0] == TELL_HOOK || !IHook(hook).isInitialized(address(this))) {
            IHook(hook).onInstall(hookData[1:]);
        }
        emit ModuleInstalled(MODULE_HOOK, hook);
    }

    function _uninstallHook(address hook, bytes calldata hookData) internal {
        if (!_isHook(hook)) return;
        if (hookData[0] == TELL_HOOK) _tellUninstalled(hook, hookData[1:]);
        emit ModuleUninstalled(MODULE_HOOK, hook);
    }

    /// Tells a module that it was removed. A module that reverts cannot keep itself installed.
    function _tellUninstalled(address module, bytes memory data) internal {
        (bool done,) = module.call(abi.encodeCall(IModule.onUninstall, (data)));
        emit ModuleUninstallResult(module, done);
    }

    function _before(address hook, bytes calldata data) internal returns (bytes memory context) {
        if (_isHook(hook)) context = IHook(hook).preCheck(msg.sender, msg.value, data);
    }

    function _after(address hook, bytes memory context) internal {
        if (_isHook(hook)) IHook(hook).postCheck(context);
    }
}
