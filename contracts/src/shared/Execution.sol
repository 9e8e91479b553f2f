// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Words} from "./Words.sol";

// How calls are written into execution data (ERC-7579, spec 10): what the Kernel stand-in runs and what
// the call policy stand-ins read, so that both see the same calls. Local network only.
// Refuses data that is shorter than it says: such data reverts with no reason.

// Call and exec types: first two bytes of an execution mode.
bytes1 constant CALL_SINGLE = 0x00;
bytes1 constant CALL_BATCH = 0x01;
bytes1 constant CALL_STATIC = 0xfe;
bytes1 constant CALL_DELEGATE = 0xff;
bytes1 constant EXEC_REVERT = 0x00;
bytes1 constant EXEC_TRY = 0x01;

struct Execution {
    address target;
    uint256 value;
    bytes callData;
}

library ExecutionData {
    using Words for bytes;

    /// target (20) ‖ value (32) ‖ call data.
    function asSingle(bytes calldata data) internal pure returns (address, uint256, bytes calldata) {
        return (address(bytes20(data[0:20])), data.wordAt(20), data[52:]);
    }

    /// target (20) ‖ call data.
    function asDelegate(bytes calldata data) internal pure returns (address, bytes calldata) {
        return (address(bytes20(data[0:20])), data[20:]);
    }

    /// abi(Execution[]), read in place; each entry is checked when it is read.
    function asBatch(bytes calldata data) internal pure returns (Execution[] calldata calls) {
        uint256 start = data.wordAt(0);
        uint256 length = data.wordAt(start);
        assembly ("memory-safe") {
            calls.offset := add(add(data.offset, start), 32)
            calls.length := length
        }
    }
}
