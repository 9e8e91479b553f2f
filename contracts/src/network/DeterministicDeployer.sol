// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// Stand-in for the local network only, at 0x4e59b44847b379578588920cA78FbF26c0B4956C: the deployer
// that ordinary tools expect for the same contract address on every network.
// What it does: call data = salt (32 bytes) ‖ creation code; answers the 20 bytes of the new address.
// What it refuses: a creation that fails (EIP-1014), or call data without a salt, reverts with no data.

/// @title CREATE2 for everybody.
contract DeterministicDeployer {
    fallback() external payable {
        assembly ("memory-safe") {
            if lt(calldatasize(), 32) { revert(0, 0) }
            let length := sub(calldatasize(), 32)
            let code := mload(0x40)
            calldatacopy(code, 32, length)
            let created := create2(callvalue(), code, length, calldataload(0))
            if iszero(created) { revert(0, 0) }
            mstore(0, created)
            return(12, 20)
        }
    }
}
