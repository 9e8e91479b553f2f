// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IHook} from "../../src/interfaces/IERC7579.sol";

// For tests only: a hook, executor and added function in one, which counts what happens to it.
// Refuses nothing, unless it is told to refuse the next call that it guards.

interface IExecuteFromExecutor {
    function executeFromExecutor(bytes32 mode, bytes calldata data) external payable returns (bytes[] memory);
}

/// @title Counts installs, removals and guarded calls, of everybody together.
contract Recorder is IHook {
    uint256 public installs;
    uint256 public removals;
    uint256 public befores;
    uint256 public afters;
    bool public refusing;

    function refuse(bool on) external {
        refusing = on;
    }

    function onInstall(bytes calldata) external payable {
        installs += 1;
    }

    function onUninstall(bytes calldata) external payable {
        removals += 1;
    }

    function isModuleType(uint256) external pure returns (bool) {
        return true;
    }

    function isInitialized(address) external view returns (bool) {
        return installs > removals;
    }

    function preCheck(address sender, uint256, bytes calldata) external payable returns (bytes memory) {
        require(!refusing, "refused");
        befores += 1;
        return abi.encode(sender);
    }

    function postCheck(bytes calldata context) external payable {
        require(context.length == 32, "context lost");
        afters += 1;
    }

    /// As an executor: asks the account to run something.
    function run(IExecuteFromExecutor account, bytes32 mode, bytes calldata data) external {
        account.executeFromExecutor(mode, data);
    }

    /// As an added function: who called the account (ERC-2771).
    function whoCalled() external pure returns (address) {
        return address(bytes20(msg.data[msg.data.length - 20:]));
    }
}
