// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import "../shared/Execution.sol";
import {revertWith} from "../shared/Words.sol";
import {TryExecuteUnsuccessful} from "./Types.sol";

// How the Kernel stand-in (local network only) runs calls: ERC-7579 execution modes, spec 10.
// What it does: single calls, batches and delegatecalls; all-or-nothing, or each for itself ("try").
// What it refuses: every other call or exec type ("Unsupported").

abstract contract Executions {
    using ExecutionData for bytes;

    /// `mode` = call type ‖ exec type ‖ 30 ignored bytes. Returns the return data of each call.
    function _execute(bytes32 mode, bytes calldata data) internal returns (bytes[] memory) {
        bytes1 callType = mode[0];
        bytes1 execType = mode[1];
        require(execType == EXEC_REVERT || execType == EXEC_TRY, "Unsupported");
        bool mayFail = execType == EXEC_TRY;
        if (callType == CALL_BATCH) return _batch(data, mayFail);
        bytes[] memory results = new bytes[](1);
        if (callType == CALL_SINGLE) {
            (address target, uint256 value, bytes calldata callData) = data.asSingle();
            results[0] = _call(target, value, callData, 0, mayFail);
        } else if (callType == CALL_DELEGATE) {
            (address target, bytes calldata callData) = data.asDelegate();
            results[0] = _delegate(target, callData, mayFail);
        } else {
            revert("Unsupported");
        }
        return results;
    }

    function _batch(bytes calldata data, bool mayFail) private returns (bytes[] memory results) {
        Execution[] calldata calls = data.asBatch();
        results = new bytes[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            results[i] = _call(calls[i].target, calls[i].value, calls[i].callData, i, mayFail);
        }
    }

    function _call(address target, uint256 value, bytes calldata data, uint256 index, bool mayFail)
        private
        returns (bytes memory result)
    {
        bool done;
        (done, result) = target.call{value: value}(data);
        if (!done) {
            if (!mayFail) revertWith(result);
            emit TryExecuteUnsuccessful(index, result);
        }
    }

    function _delegate(address target, bytes calldata data, bool mayFail) private returns (bytes memory result) {
        bool done;
        (done, result) = target.delegatecall(data);
        if (!done) {
            require(mayFail, "Delegatecall failed");
            emit TryExecuteUnsuccessful(0, result);
        }
    }
}
