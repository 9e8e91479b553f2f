// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {IHook, IValidator, MODULE_HOOK, MODULE_VALIDATOR} from "../interfaces/IERC7579.sol";
import {ERC1271_INVALID, ERC1271_VALID, VALIDATION_FAILED, VALIDATION_OK} from "../interfaces/IERC7579.sol";
import {Recovery} from "../signers/Recovery.sol";

// What the two ECDSA validator stand-ins share (local network only): one owner address per account, and
// the hook that lets the owner's plain account call the smart account directly (spec 9.2).
// What it refuses: a second install for one account, and direct callers other than the owner.

struct OwnerStorage {
    address owner;
}

abstract contract OwnerValidator is IValidator, IHook {
    mapping(address account => OwnerStorage) public ecdsaValidatorStorage;

    event OwnerRegistered(address indexed kernel, address indexed owner);

    /// `data` = owner address (20 bytes, not padded).
    function onInstall(bytes calldata data) external payable {
        if (isInitialized(msg.sender)) revert AlreadyInitialized(msg.sender);
        address owner = address(bytes20(data[0:20]));
        ecdsaValidatorStorage[msg.sender].owner = owner;
        emit OwnerRegistered(msg.sender, owner);
    }

    function onUninstall(bytes calldata) external payable {
        if (!isInitialized(msg.sender)) revert NotInitialized(msg.sender);
        delete ecdsaValidatorStorage[msg.sender];
    }

    function isModuleType(uint256 moduleType) external pure returns (bool) {
        return moduleType == MODULE_VALIDATOR || moduleType == MODULE_HOOK;
    }

    function isInitialized(address account) public view returns (bool) {
        return ecdsaValidatorStorage[account].owner != address(0);
    }

    function validateUserOp(PackedUserOperation calldata op, bytes32 opHash) external payable returns (uint256) {
        return _approves(_owner(), opHash, op.signature) ? VALIDATION_OK : VALIDATION_FAILED;
    }

    function isValidSignatureWithSender(address, bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4)
    {
        return _approves(_owner(), hash, signature) ? ERC1271_VALID : ERC1271_INVALID;
    }

    function preCheck(address sender, uint256, bytes calldata) external payable returns (bytes memory) {
        require(sender == _owner(), "ECDSAValidator: sender is not owner");
        return "";
    }

    function postCheck(bytes calldata) external payable {}

    /// Whether `signature` is the owner's word on `hash`. Reverts on signatures that are malformed.
    function _approves(address owner, bytes32 hash, bytes calldata signature) internal view virtual returns (bool);

    function _owner() private view returns (address) {
        return ecdsaValidatorStorage[msg.sender].owner;
    }
}
