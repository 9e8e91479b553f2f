// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// Stand-in for the local network only: the simplest target for a key that may call one function.
// What it does: counts the calls of each caller and keeps any native coin that is sent along.
// What it refuses: nothing. Coin sent here stays here.

/// @title A counter per caller.
contract Counter {
    mapping(address caller => uint256) public count;

    event Incremented(address indexed who, uint256 value);

    function increment() external payable {
        uint256 value = count[msg.sender] + 1;
        count[msg.sender] = value;
        emit Incremented(msg.sender, value);
    }
}
