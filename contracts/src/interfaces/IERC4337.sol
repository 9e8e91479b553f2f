// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// The parts of ERC-4337 (EntryPoint 0.7) that accounts and modules see.
// Types only: this file does nothing and refuses nothing.

/// A user operation as EntryPoint 0.7 passes it (spec 2.2).
/// `accountGasLimits` = u128 verificationGasLimit, u128 callGasLimit;
/// `gasFees` = u128 maxPriorityFeePerGas, u128 maxFeePerGas.
struct PackedUserOperation {
    address sender;
    uint256 nonce;
    bytes initCode;
    bytes callData;
    bytes32 accountGasLimits;
    uint256 preVerificationGas;
    bytes32 gasFees;
    bytes paymasterAndData;
    bytes signature;
}
