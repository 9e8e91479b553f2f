// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ExecutorConfig, PermissionConfig, SelectorConfig, ValidationConfig} from "./Types.sol";

// Where the Kernel stand-in (local network only) keeps its state: two structs at fixed slots, so that
// code run by delegatecall meets no variable at slot 0. The validation struct has the public layout of
// Kernel 0.3.x (spec appendix A); the other one is our own. Refuses nothing.

/// Slot +0 packs, from the low end, rootValidator (21 bytes), currentNonce (4), validNonceFrom (4).
struct ValidationStore {
    bytes21 rootValidator;
    uint32 currentNonce;
    uint32 validNonceFrom;
    mapping(bytes21 validationId => ValidationConfig) validationConfig;
    mapping(bytes21 validationId => mapping(bytes4 selector => bool)) allowedSelectors;
    mapping(bytes4 permissionId => PermissionConfig) permissionConfig;
    mapping(bytes32 opHash => address hook) executionHook;
}

struct ActionStore {
    mapping(bytes4 selector => SelectorConfig) selectorConfig;
    mapping(address executor => ExecutorConfig) executorConfig;
}

bytes32 constant VALIDATION_SLOT = 0x7bcaa2ced2a71450ed5a9a1b4848e8e5206dbc3f06011e595f7f55428cc6f84f;
bytes32 constant ACTION_SLOT = keccak256("latchkey.standin.kernel.actions");

// ERC-1967 implementation slot.
bytes32 constant IMPLEMENTATION_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

function validations() pure returns (ValidationStore storage store) {
    bytes32 slot = VALIDATION_SLOT;
    assembly ("memory-safe") {
        store.slot := slot
    }
}

function actions() pure returns (ActionStore storage store) {
    bytes32 slot = ACTION_SLOT;
    assembly ("memory-safe") {
        store.slot := slot
    }
}
