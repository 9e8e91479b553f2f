//! Every Solidity signature this crate encodes or decodes by the standard ABI.
//!
//! Why: one place to compare with the contracts (spec appendix A). Packed layouts (nonce keys,
//! permission entries, execution payloads) are written by hand in their own rooms.
//! Refuses: functions nobody here encodes or decodes.

#![allow(missing_docs, clippy::too_many_arguments, reason = "generated from the signatures below")]

use alloy_sol_types::sol;

sol! {
    /// One call of a batch (spec 10).
    struct BatchCall { address target; uint256 value; bytes data; }
    /// `PackedUserOperation` of EntryPoint 0.7 (spec 2.2).
    struct PackedOperation {
        address sender; uint256 nonce; bytes initCode; bytes callData; bytes32 accountGasLimits;
        uint256 preVerificationGas; bytes32 gasFees; bytes paymasterAndData; bytes signature;
    }
    /// EntryPoint 0.7, what is sent to it directly (spec 9.5).
    interface EntryPoint07 {
        function handleOps(PackedOperation[] ops, address beneficiary);
    }
    /// Validation nonce and hook an installation is stored with (spec 5.5).
    struct InstallConfig { uint32 nonce; address hook; }

    /// Kernel 0.3.x, all versions but where named.
    interface Kernel {
        function execute(bytes32 mode, bytes executionCalldata);
        function initialize(bytes21 rootValidator, address hook, bytes validatorData, bytes hookData, bytes[] initConfig);
        function installValidations(bytes21[] ids, InstallConfig[] configs, bytes[] validationData, bytes[] hookData);
        function uninstallValidation(bytes21 id, bytes deinitData, bytes hookDeinitData);
        function invalidateNonce(uint32 nonce);
        function changeRootValidator(bytes21 id, address hook, bytes validatorData, bytes hookData);
        function upgradeTo(address implementation);
        function installModule(uint256 moduleType, address module, bytes initData);
        function uninstallModule(uint256 moduleType, address module, bytes deinitData);
        function grantAccess(bytes21 id, bytes4 selector, bool allow);
        function currentNonce() returns (uint32);
        function validNonceFrom() returns (uint32);
        function rootValidator() returns (bytes21);
        function accountId() returns (string);
        function entrypoint() returns (address);
        function validationConfig(bytes21 id) returns (uint32 nonce, address hook);
        function permissionConfig(bytes4 id) returns (PermissionConfig);
        function isAllowedSelector(bytes21 id, bytes4 selector) returns (bool);
        function isValidSignature(bytes32 hash, bytes signature) returns (bytes4);
        function eip712Domain() returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions);
    }
    /// What `permissionConfig` answers (spec 9.1).
    struct PermissionConfig { bytes2 permissionFlag; address signer; bytes22[] policyData; }

    /// Kernel 0.3.0, where `initialize` has no `initConfig`.
    interface Kernel030 {
        function initialize(bytes21 rootValidator, address hook, bytes validatorData, bytes hookData);
    }

    /// Kernel 0.2.x.
    interface Kernel02 {
        function initialize(address validator, bytes data);
        function execute(address to, uint256 value, bytes data, uint8 operation);
        function executeBatch(BatchCall[] calls);
        function executeDelegateCall(address to, bytes data);
        function createAccount(address implementation, bytes data, uint256 index);
        function entryPoint() returns (address);
    }

    /// The staked meta factory and the factory of one version.
    interface Factory {
        function deployWithFactory(address factory, bytes createData, bytes32 salt);
        function createAccount(bytes data, bytes32 salt);
    }

    /// Safe's CreateCall.
    interface CreateCall {
        function performCreate(uint256 value, bytes deploymentData) returns (address);
    }

    /// What an EntryPoint answers about nonces.
    interface EntryPoint {
        function getNonce(address sender, uint192 key) returns (uint256);
    }

    /// What EntryPoint 0.7 tells about an account (spec appendix A).
    interface EntryPointEvents {
        event UserOperationEvent(bytes32 indexed userOpHash, address indexed sender, address indexed paymaster, uint256 nonce, bool success, uint256 actualGasCost, uint256 actualGasUsed);
        event AccountDeployed(bytes32 indexed userOpHash, address indexed sender, address factory, address paymaster);
        event BeforeExecution();
    }

    /// What a Kernel account tells (spec 9.1). Raising the nonce tells nothing.
    interface KernelEvents {
        event SelectorSet(bytes4 selector, bytes21 validationId, bool allowed);
        event ModuleInstalled(uint256 moduleTypeId, address module);
        event ModuleUninstalled(uint256 moduleTypeId, address module);
        event ModuleUninstallResult(address module, bool result);
        event RootValidatorUpdated(bytes21 rootValidator);
        event Upgraded(address indexed implementation);
    }

    /// What a token tells when it moves (ERC-20).
    interface TokenEvents {
        event Transfer(address indexed from, address indexed to, uint256 value);
    }

    /// What every module is told when it comes and goes (ERC-7579).
    interface Module {
        function onInstall(bytes data);
        function onUninstall(bytes data);
    }

    /// What the owner validators answer.
    interface OwnerValidator {
        function ecdsaValidatorStorage(address account) returns (address owner);
        function webAuthnValidatorStorage(address account) returns (uint256 x, uint256 y);
    }

    /// What the gas policy has left of a permission (its id padded right to 32 bytes).
    interface GasPolicyContract {
        function gasPolicyConfig(bytes32 id, address account) returns (uint128 allowed, bool enforcePaymaster, address allowedPaymaster);
    }

    /// What the rate limit policy has left of a permission (its id padded right to 32 bytes).
    interface RateLimitContract {
        function rateLimitConfigs(bytes32 id, address account) returns (uint48 interval, uint48 count, uint48 startAt);
    }

    /// Where the window of the resetting rate limit stands (the id padded right to 32 bytes).
    interface RateLimitResetContract {
        function rateLimitState(bytes32 id, address account) returns (uint48 count, uint48 resetDate);
    }
}
