// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// Vocabulary of the Kernel stand-in (local network only): constants, stored shapes, errors, events.
// Types only: this file does nothing and refuses nothing. Names and selectors: spec appendix A.

address constant ENTRY_POINT = 0x0000000071727De22E5E9d8BAf0edAc6f37da032;

// Validation types: first byte of a 21-byte validation id, second byte of a nonce (spec 1.3, 2.4).
bytes1 constant TYPE_ROOT = 0x00;
bytes1 constant TYPE_VALIDATOR = 0x01;
bytes1 constant TYPE_PERMISSION = 0x02;

// Validation mode that installs before it validates: first byte of a nonce (spec 2.4).
bytes1 constant MODE_ENABLE = 0x01;

// Hook values that are no contract: not installed, no hook, callable by the EntryPoint only.
address constant HOOK_NOT_INSTALLED = address(0);
address constant HOOK_NONE = address(1);
address constant HOOK_ENTRY_POINT_ONLY = address(type(uint160).max);

// Permission and policy flags (spec 4.1).
bytes2 constant FLAG_NOT_FOR_USER_OP = 0x0001;
bytes2 constant FLAG_NOT_FOR_SIGNATURE = 0x0002;

// How far invalidateNonce may run ahead of currentNonce (spec 9.2).
uint32 constant MAX_NONCE_STEP = 10;

struct ValidationConfig {
    uint32 nonce;
    address hook;
}

/// `policyData[i]` = flag (2 bytes) ‖ policy (20 bytes).
struct PermissionConfig {
    bytes2 permissionFlag;
    address signer;
    bytes22[] policyData;
}

struct SelectorConfig {
    address hook;
    address target;
    bytes1 callType;
}

struct ExecutorConfig {
    address hook;
}

error AlreadyInitialized();
error EnableNotApproved();
error ExecutionReverted();
error InitConfigError(uint256 index);
error InvalidCaller();
error InvalidExecutor();
error InvalidModuleType();
error InvalidNonce();
error InvalidSelector();
error InvalidSelectorData();
error InvalidValidationType();
error InvalidValidator();
error NonceInvalidationError();
error NotInitialized();
error NotSupportedCallType();
error OnlyExecuteUserOp();
error PermissionDataLengthMismatch();
error PermissionNotAlllowedForSignature();
error PermissionNotAlllowedForUserOp();
error PolicyDataTooLarge();
error PolicyFailed(uint256 index);
error PolicySignatureOrderError();
error RootValidatorCannotBeRemoved();
error SignerPrefixNotPresent();

event ModuleInstalled(uint256 moduleTypeId, address module);
event ModuleUninstalled(uint256 moduleTypeId, address module);
event ModuleUninstallResult(address module, bool result);
event Received(address sender, uint256 amount);
event RootValidatorUpdated(bytes21 rootValidator);
event SelectorSet(bytes4 selector, bytes21 validationId, bool allowed);
event TryExecuteUnsuccessful(uint256 batchExecutionindex, bytes result);
event Upgraded(address indexed implementation);
