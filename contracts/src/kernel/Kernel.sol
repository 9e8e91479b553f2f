// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {IValidator} from "../interfaces/IERC7579.sol";
import {Approvals} from "./Approvals.sol";
import {Executions} from "./Executions.sol";
import {Modules} from "./Modules.sol";
import {Reads} from "./Reads.sol";
import {ValidationStore, actions, validations} from "./Store.sol";
import {revertWith} from "../shared/Words.sol";
import "./Types.sol";

// Stand-in for the Kernel 0.3.1 implementation (ERC-4337 account, ERC-7579 modules, ERC-1271), for the
// local network only, written from the specification of its behaviour. It is not Kernel and was never
// audited: no real value may sit behind it.
// What it does: validates operations by the root validator, a validator or a permission; runs calls;
// answers for signatures; takes coin and safe token transfers.
// What it refuses: see the files it is made of (Access, Approvals, Executions, Permissions, Validations).

/// @title Kernel 0.3.1 stand-in. Reached through ERC-1967 proxies only.
contract Kernel is Approvals, Executions, Modules, Reads {
    /// Marks this contract itself as taken, so that nobody can become its owner.
    constructor() {
        validations().rootValidator = bytes21(uint168(1));
    }

    receive() external payable {
        emit Received(msg.sender, msg.value);
    }

    fallback(bytes calldata) external payable returns (bytes memory) {
        return _runAddedFunction();
    }

    /// First call of a new account (spec 1.4). `initConfig` are calls of the account to itself.
    function initialize(
        bytes21 root,
        address hook,
        bytes calldata validatorData,
        bytes calldata hookData,
        bytes[] calldata initConfig
    ) external {
        ValidationStore storage store = validations();
        if (store.rootValidator != 0) revert AlreadyInitialized();
        _setRoot(root);
        store.currentNonce = 1;
        _installValidation(root, ValidationConfig(1, hook), validatorData, hookData);
        for (uint256 i = 0; i < initConfig.length; ++i) {
            (bool done,) = address(this).call(initConfig[i]);
            if (!done) revert InitConfigError(i);
        }
    }

    /// ERC-4337. The nonce names the validation (spec 2.4), checks run in the order of spec 2.5.
    function validateUserOp(PackedUserOperation calldata op, bytes32 opHash, uint256 missingFunds)
        external
        payable
        onlyEntryPoint
        returns (uint256 validationData)
    {
        bytes32 nonce = bytes32(op.nonce);
        bytes21 id = _namedBy(nonce);
        bytes calldata signature = op.signature;
        if (nonce[0] == MODE_ENABLE) signature = _enable(id, signature);
        validationData = _askAboutOp(id, op, opHash, signature);
        _requireUsable(id, nonce[1] == TYPE_ROOT, op.callData, opHash);
        _pay(missingFunds);
    }

    /// ERC-4337: the way in for operations whose validation has a hook.
    function executeUserOp(PackedUserOperation calldata op, bytes32 opHash) external payable onlyEntryPoint {
        address hook = validations().executionHook[opHash];
        bytes calldata inner = op.callData[4:];
        bytes memory context = _before(hook, inner);
        (bool done,) = address(this).delegatecall(inner);
        if (!done) revert ExecutionReverted();
        _after(hook, context);
    }

    /// ERC-7579 (spec 10).
    function execute(bytes32 mode, bytes calldata data) external payable onlyOwner {
        _execute(mode, data);
    }

    /// ERC-7579, for installed executors.
    function executeFromExecutor(bytes32 mode, bytes calldata data)
        external
        payable
        returns (bytes[] memory results)
    {
        address hook = actions().executorConfig[msg.sender].hook;
        if (hook == HOOK_NOT_INSTALLED) revert InvalidExecutor();
        bytes memory context = _before(hook, msg.data);
        results = _execute(mode, data);
        _after(hook, context);
    }

    /// ERC-1271 (spec 3.1): `signature` = type (1) ‖ identifier (0, 20 or 4 bytes) ‖ what the validation reads.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bytes1 kind = bytes1(signature[0:1]);
        bytes21 id;
        if (kind == TYPE_ROOT) (id, signature) = (validations().rootValidator, signature[1:]);
        else if (kind == TYPE_VALIDATOR) (id, signature) = (bytes21(signature[0:21]), signature[21:]);
        else if (kind == TYPE_PERMISSION) (id, signature) = (bytes21(bytes5(signature[0:5])), signature[5:]);
        else revert();
        if (validations().validationConfig[id].hook == HOOK_NOT_INSTALLED) revert InvalidValidator();
        return _askValidation(id, msg.sender, hash, _messageDigest(hash), signature);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return this.onERC721Received.selector;
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external pure returns (bytes4) {
        return this.onERC1155Received.selector;
    }

    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        pure
        returns (bytes4)
    {
        return this.onERC1155BatchReceived.selector;
    }

    /// For the root type the identifier is ignored, for a permission all but its first four bytes.
    function _namedBy(bytes32 nonce) private view returns (bytes21) {
        bytes1 kind = nonce[1];
        if (kind == TYPE_ROOT) return validations().rootValidator;
        if (kind == TYPE_VALIDATOR) return bytes21(nonce << 8);
        if (kind == TYPE_PERMISSION) return bytes21(bytes5(nonce << 8));
        revert InvalidValidationType();
    }

    function _askAboutOp(bytes21 id, PackedUserOperation calldata op, bytes32 opHash, bytes calldata signature)
        private
        returns (uint256)
    {
        PackedUserOperation memory copy = op;
        if (_isPermission(id)) return _checkPermissionOp(_permissionOf(id), copy, opHash, signature);
        copy.signature = signature;
        return IValidator(_validatorOf(id)).validateUserOp(copy, opHash);
    }

    /// A payment that fails is not looked at: the EntryPoint checks for itself whether it was paid.
    function _pay(uint256 amount) private {
        if (amount == 0) return;
        (bool ignored,) = msg.sender.call{value: amount}("");
        ignored;
    }

    /// Installed, not invalidated, and allowed to use the function that the operation calls.
    function _requireUsable(bytes21 id, bool isRoot, bytes calldata callData, bytes32 opHash) private {
        ValidationStore storage store = validations();
        ValidationConfig memory config = store.validationConfig[id];
        if (!isRoot && config.nonce < store.validNonceFrom) revert InvalidNonce();
        if (config.hook == HOOK_NOT_INSTALLED) revert InvalidValidator();
        bool hooked = _isHook(config.hook);
        if (hooked) {
            if (bytes4(callData[0:4]) != this.executeUserOp.selector) revert OnlyExecuteUserOp();
            store.executionHook[opHash] = config.hook;
            callData = callData[4:];
        }
        if (isRoot) return;
        if (!store.allowedSelectors[id][bytes4(callData[0:4])]) revert InvalidValidator();
    }
}
