// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPolicy, ISigner, IValidator} from "../interfaces/IERC7579.sol";
import {MODULE_POLICY, MODULE_SIGNER, MODULE_VALIDATOR} from "../interfaces/IERC7579.sol";
import {Hooks} from "./Hooks.sol";
import {ValidationStore, validations} from "./Store.sol";
import {Words} from "../shared/Words.sol";
import "./Types.sol";

// Installing and removing validations (validators and permissions) in the Kernel stand-in, for the
// local network only. Spec 4.1 (permission data), 5.3 (validation nonce), 9.2 (removal).
// What it refuses: a nonce that is not the current one, a second install at one nonce, a permission of
// no entries or more than 254, removal of the root validator, removal data of the wrong count.

abstract contract Validations is Hooks {
    using Words for bytes;

    uint256 private constant MAX_ENTRIES = 254;

    function _isValidator(bytes21 id) internal pure returns (bool) {
        return bytes1(id) == TYPE_VALIDATOR;
    }

    function _isPermission(bytes21 id) internal pure returns (bool) {
        return bytes1(id) == TYPE_PERMISSION;
    }

    /// The 20 bytes after the type: a validator's address.
    function _validatorOf(bytes21 id) internal pure returns (address) {
        return address(uint160(uint168(id)));
    }

    /// The 4 bytes after the type: a permission id.
    function _permissionOf(bytes21 id) internal pure returns (bytes4) {
        return bytes4(id << 8);
    }

    function _setRoot(bytes21 id) internal {
        if (!_isValidator(id) && !_isPermission(id)) revert InvalidValidationType();
        validations().rootValidator = id;
        emit RootValidatorUpdated(id);
    }

    /// Installs at `config.nonce`, which must be the current nonce. A validation that was installed at the
    /// current nonce before moves the current nonce on first, so that an old approval no longer fits.
    function _installValidation(
        bytes21 id,
        ValidationConfig memory config,
        bytes calldata data,
        bytes calldata hookData
    ) internal {
        ValidationStore storage store = validations();
        uint32 last = store.validationConfig[id].nonce;
        if (last == store.currentNonce) store.currentNonce += 1;
        if (config.nonce != store.currentNonce || config.nonce <= last) revert InvalidNonce();
        if (config.hook == HOOK_NOT_INSTALLED) config.hook = HOOK_NONE;
        store.validationConfig[id] = config;
        _installHook(config.hook, hookData);
        if (_isValidator(id)) _installValidator(_validatorOf(id), data);
        else if (_isPermission(id)) _installPermission(_permissionOf(id), data);
        else revert InvalidValidationType();
    }

    function _installValidator(address validator, bytes calldata data) private {
        IValidator(validator).onInstall(data);
        emit ModuleInstalled(MODULE_VALIDATOR, validator);
    }

    /// `data` = abi(bytes[]): policies, then the signer; each entry flag (2) ‖ module (20) ‖ module data.
    function _installPermission(bytes4 permissionId, bytes calldata data) private {
        uint256 entries = data.count();
        if (entries == 0 || entries > MAX_ENTRIES) revert PolicyDataTooLarge();
        PermissionConfig storage config = validations().permissionConfig[permissionId];
        delete config.policyData;
        for (uint256 i = 0; i < entries - 1; ++i) {
            bytes calldata policy = data.entry(i);
            config.policyData.push(bytes22(policy[0:22]));
            _installPart(MODULE_POLICY, permissionId, policy);
        }
        bytes calldata signer = data.entry(entries - 1);
        config.permissionFlag = bytes2(signer[0:2]);
        config.signer = address(bytes20(signer[2:22]));
        _installPart(MODULE_SIGNER, permissionId, signer);
    }

    function _installPart(uint256 moduleType, bytes4 permissionId, bytes calldata part) private {
        address module = address(bytes20(part[2:22]));
        IPolicy(module).onInstall(abi.encodePacked(bytes32(permissionId), part[22:]));
        emit ModuleInstalled(moduleType, module);
    }

    /// Removes a validation; its nonce stays, so an approval at that nonce stays dead (spec 9.2).
    function _uninstallValidation(bytes21 id, bytes calldata data, bytes calldata hookData) internal {
        ValidationStore storage store = validations();
        if (store.rootValidator == id) revert RootValidatorCannotBeRemoved();
        address hook = store.validationConfig[id].hook;
        store.validationConfig[id].hook = HOOK_NOT_INSTALLED;
        _uninstallHook(hook, hookData);
        if (_isValidator(id)) _uninstallModule(MODULE_VALIDATOR, _validatorOf(id), data);
        else if (_isPermission(id)) _uninstallPermission(_permissionOf(id), data);
        else revert InvalidValidationType();
    }

    function _uninstallPermission(bytes4 permissionId, bytes calldata data) private {
        PermissionConfig storage config = validations().permissionConfig[permissionId];
        uint256 policies = config.policyData.length;
        if (data.count() != policies + 1) revert PermissionDataLengthMismatch();
        for (uint256 i = 0; i < policies; ++i) {
            address policy = address(bytes20(config.policyData[i] << 16));
            _uninstallModule(MODULE_POLICY, policy, abi.encodePacked(bytes32(permissionId), data.entry(i)));
        }
        address signer = config.signer;
        delete validations().permissionConfig[permissionId];
        _uninstallModule(MODULE_SIGNER, signer, abi.encodePacked(bytes32(permissionId), data.entry(policies)));
    }

    function _uninstallModule(uint256 moduleType, address module, bytes memory data) internal {
        _tellUninstalled(module, data);
        emit ModuleUninstalled(moduleType, module);
    }

    /// Spec 9.2: everything below `nonce` dies; `nonce` may be at most ten ahead of the current one.
    function _invalidateNonce(uint32 nonce) internal {
        ValidationStore storage store = validations();
        if (nonce > store.currentNonce + MAX_NONCE_STEP) revert NonceInvalidationError();
        if (nonce <= store.validNonceFrom) revert InvalidNonce();
        store.validNonceFrom = nonce;
        if (store.currentNonce < nonce) store.currentNonce = nonce;
    }
}
