// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {KernelFactory} from "./KernelFactory.sol";

// Stand-in for the meta factory (FactoryStaker), for the local network only.
// What it does: passes account creation on to a factory that was approved when this contract was made.
// What it refuses: every other factory (NotApprovedFactory). It has no owner, and no stake: nothing on
// the local network asks for one.

/// @title The one factory that user operations name.
contract FactoryStaker {
    mapping(KernelFactory factory => bool) public approved;

    error NotApprovedFactory();

    constructor(KernelFactory factory) {
        approved[factory] = true;
    }

    function deployWithFactory(KernelFactory factory, bytes calldata createData, bytes32 salt)
        external
        payable
        returns (address)
    {
        if (!approved[factory]) revert NotApprovedFactory();
        return factory.createAccount{value: msg.value}(createData, salt);
    }
}
