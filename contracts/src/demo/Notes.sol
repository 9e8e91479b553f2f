// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// Stand-in for the local network only: a target with one dynamic argument, so that rules on
// slices of a string (call policy 0.0.5) have something to look at.
// What it does: repeats the text as an event. What it refuses: nothing; it stores nothing.

/// @title A notice board made of events.
contract Notes {
    event Written(address indexed who, string text);

    function write(string calldata text) external payable {
        emit Written(msg.sender, text);
    }
}
