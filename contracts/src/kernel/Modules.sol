// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IModule} from "../interfaces/IERC7579.sol";
import "../interfaces/IERC7579.sol" as Module;
import {Access} from "./Access.sol";
import {Selectors} from "./Selectors.sol";
import {IMPLEMENTATION_SLOT, validations} from "./Store.sol";
import {Words} from "../shared/Words.sol";
import "./Types.sol";

// The owner's functions of the Kernel stand-in (local network only): modules, root validator, nonces,
// upgrade. Spec 9.2, ERC-7579.
// What it refuses: every caller that Access does not accept, and unknown module types.

abstract contract Modules is Access, Selectors {
    using Words for bytes;

    /// Init data. Validator: hook (20) ‖ abi(bytes data, bytes hookData, bytes selectorData). Executor and
    /// added function: see Selectors. Hook, policy, signer: passed to the module as it is.
    function installModule(uint256 moduleType, address module, bytes calldata data) external payable onlyOwner {
        if (moduleType == Module.MODULE_VALIDATOR) {
            _installValidatorModule(module, data);
        } else if (moduleType == Module.MODULE_EXECUTOR) {
            _installExecutor(module, data);
        } else if (moduleType == Module.MODULE_FALLBACK) {
            _installSelector(bytes4(data[0:4]), module, address(bytes20(data[4:24])), data[24:]);
        } else if (moduleType <= Module.MODULE_SIGNER && moduleType != 0) {
            IModule(module).onInstall(data);
            emit ModuleInstalled(moduleType, module);
        } else {
            revert InvalidModuleType();
        }
    }

    function uninstallModule(uint256 moduleType, address module, bytes calldata data) external payable onlyOwner {
        if (moduleType == Module.MODULE_VALIDATOR) {
            bytes21 id = bytes21(abi.encodePacked(TYPE_VALIDATOR, module));
            if (validations().rootValidator == id) revert RootValidatorCannotBeRemoved();
            validations().validationConfig[id].hook = HOOK_NOT_INSTALLED;
            _uninstallModule(moduleType, module, data);
        } else if (moduleType == Module.MODULE_EXECUTOR) {
            _uninstallExecutor(module, data);
        } else if (moduleType == Module.MODULE_FALLBACK) {
            _uninstallSelector(data);
        } else if (moduleType <= Module.MODULE_SIGNER && moduleType != 0) {
            _uninstallModule(moduleType, module, data);
        } else {
            revert InvalidModuleType();
        }
    }

    /// One entry per validation in each of the four lists; `configs[i].nonce` must be the current nonce.
    function installValidations(
        bytes21[] calldata ids,
        ValidationConfig[] calldata configs,
        bytes[] calldata data,
        bytes[] calldata hookData
    ) external payable onlyOwner {
        for (uint256 i = 0; i < ids.length; ++i) {
            _installValidation(ids[i], configs[i], data[i], hookData[i]);
        }
    }

    function uninstallValidation(bytes21 id, bytes calldata data, bytes calldata hookData)
        external
        payable
        onlyOwner
    {
        _uninstallValidation(id, data, hookData);
    }

    function invalidateNonce(uint32 nonce) external payable onlyOwner {
        _invalidateNonce(nonce);
    }

    /// A root that is already installed is only named; its data is then not looked at.
    function changeRootValidator(bytes21 id, address hook, bytes calldata data, bytes calldata hookData)
        external
        payable
        onlyOwner
    {
        if (validations().rootValidator == 0) revert NotInitialized();
        _setRoot(id);
        if (validations().validationConfig[id].hook != HOOK_NOT_INSTALLED) return;
        _installValidation(id, ValidationConfig(_freshNonce(id), hook), data, hookData);
    }

    function upgradeTo(address implementation) external payable onlyOwner {
        assembly ("memory-safe") {
            sstore(IMPLEMENTATION_SLOT, implementation)
        }
        emit Upgraded(implementation);
    }

    function _installValidatorModule(address module, bytes calldata data) private {
        bytes21 id = bytes21(abi.encodePacked(TYPE_VALIDATOR, module));
        ValidationConfig memory config = ValidationConfig(_freshNonce(id), address(bytes20(data[0:20])));
        bytes calldata payload = data[20:];
        _installValidation(id, config, payload.bytesAt(0), payload.bytesAt(1));
        bytes calldata selectorData = payload.bytesAt(2);
        if (selectorData.length != 0) _allowSelector(id, selectorData);
    }

    /// The nonce at which `id` can be installed now (spec 5.3).
    function _freshNonce(bytes21 id) private view returns (uint32) {
        uint32 current = validations().currentNonce;
        return validations().validationConfig[id].nonce == current ? current + 1 : current;
    }
}
