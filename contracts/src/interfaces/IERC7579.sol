// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "./IERC4337.sol";

// Module interfaces of ERC-7579, and the two that Kernel adds: policies and signers.
// Types only: this file does nothing and refuses nothing.

// Module type numbers (ERC-7579 1..4, Kernel 5 and 6).
uint256 constant MODULE_VALIDATOR = 1;
uint256 constant MODULE_EXECUTOR = 2;
uint256 constant MODULE_FALLBACK = 3;
uint256 constant MODULE_HOOK = 4;
uint256 constant MODULE_POLICY = 5;
uint256 constant MODULE_SIGNER = 6;

// Answers of ERC-1271.
bytes4 constant ERC1271_VALID = 0x1626ba7e;
bytes4 constant ERC1271_INVALID = 0xffffffff;

// Answers of ERC-4337 validation: the low 160 bits of validation data.
uint256 constant VALIDATION_OK = 0;
uint256 constant VALIDATION_FAILED = 1;

interface IModule {
    error AlreadyInitialized(address account);
    error NotInitialized(address account);

    function onInstall(bytes calldata data) external payable;
    function onUninstall(bytes calldata data) external payable;
    function isModuleType(uint256 moduleType) external view returns (bool);
    function isInitialized(address account) external view returns (bool);
}

interface IValidator is IModule {
    function validateUserOp(PackedUserOperation calldata op, bytes32 opHash) external payable returns (uint256);
    function isValidSignatureWithSender(address sender, bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4);
}

interface IHook is IModule {
    function preCheck(address sender, uint256 value, bytes calldata data) external payable returns (bytes memory);
    function postCheck(bytes calldata context) external payable;
}

/// `id` = permission id, left-aligned in 32 bytes (spec 4.1).
interface IPolicy is IModule {
    function checkUserOpPolicy(bytes32 id, PackedUserOperation calldata op) external payable returns (uint256);
    function checkSignaturePolicy(bytes32 id, address sender, bytes32 hash, bytes calldata signature)
        external
        view
        returns (uint256);
}

/// `id` as in IPolicy.
interface ISigner is IModule {
    function checkUserOpSignature(bytes32 id, PackedUserOperation calldata op, bytes32 opHash)
        external
        payable
        returns (uint256);
    function checkSignature(bytes32 id, address sender, bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4);
}
