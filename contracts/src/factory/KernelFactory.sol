// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LibClone} from "solady/src/utils/LibClone.sol";

// Stand-in for the KernelFactory 0.3.1, for the local network only.
// What it does: makes accounts, ERC-1967 proxies of the one implementation, at the canonical addresses:
// CREATE2 with salt keccak256(data ‖ salt) over the minimal proxy's creation code (spec 1.5). An account
// that is there already is returned as it is.
// What it refuses: an account that does not accept its first call (InitializeError), and, when it is
// made itself, an implementation without code.

/// @title Makes Kernel accounts.
contract KernelFactory {
    address public immutable implementation;

    error InitializeError();
    error ImplementationNotDeployed();

    constructor(address implementation_) {
        if (implementation_.code.length == 0) revert ImplementationNotDeployed();
        implementation = implementation_;
    }

    /// `data` = the account's first call (`initialize`), `salt` = account index.
    function createAccount(bytes calldata data, bytes32 salt) external payable returns (address) {
        (bool existed, address account) =
            LibClone.createDeterministicERC1967(msg.value, implementation, _salt(data, salt));
        if (!existed) {
            (bool done,) = account.call(data);
            if (!done) revert InitializeError();
        }
        return account;
    }

    function getAddress(bytes calldata data, bytes32 salt) external view returns (address) {
        return LibClone.predictDeterministicAddressERC1967(implementation, _salt(data, salt), address(this));
    }

    function _salt(bytes calldata data, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(data, salt));
    }
}
