// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IHook, IModule, MODULE_HOOK} from "../interfaces/IERC7579.sol";
import {validations} from "./Store.sol";
import {Validations} from "./Validations.sol";
import {ENTRY_POINT, InvalidCaller} from "./Types.sol";

// Who may call the owner's functions of the Kernel stand-in (local network only).
// Accepted: the EntryPoint, the account itself, and whoever the root validator accepts as a caller, if
// that validator is also a hook (spec 9.2; the ECDSA validators are). Everybody else: InvalidCaller, or
// the root validator's own refusal.

abstract contract Access is Validations {
    modifier onlyEntryPoint() {
        if (msg.sender != ENTRY_POINT) revert InvalidCaller();
        _;
    }

    modifier onlyOwner() {
        (address guard, bytes memory context) = _enter();
        _;
        if (guard != address(0)) IHook(guard).postCheck(context);
    }

    function _enter() private returns (address guard, bytes memory context) {
        if (msg.sender == ENTRY_POINT || msg.sender == address(this)) return (address(0), "");
        bytes21 root = validations().rootValidator;
        guard = _validatorOf(root);
        if (!_isValidator(root) || !IModule(guard).isModuleType(MODULE_HOOK)) revert InvalidCaller();
        context = IHook(guard).preCheck(msg.sender, msg.value, msg.data);
    }
}
