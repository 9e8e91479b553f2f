// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {VALIDATION_OK} from "../interfaces/IERC7579.sol";
import "../shared/Execution.sol";
import {Words} from "../shared/Words.sol";
import {PolicyModule} from "./PolicyModule.sol";

// What the call policy stand-ins 0.0.4 and 0.0.5 share, for the local network only (spec 4.4).
// What it does: looks up each call by keccak256(call type ‖ target ‖ selector), first with its target,
// then with target zero; one entry decides, by its value limit and its rules on 32-byte words.
// What it refuses: calls without an entry, values and words outside the limits, call types other than
// single, batch and delegatecall, operations that do not call execute. Data that is too short for a
// selector or a rule reverts empty. It neither counts calls nor adds up values.

/// `params`: one word to compare with, any number for ONE_OF, start, length and hash for SLICE_EQUAL.
struct ParamRule {
    uint8 condition;
    uint64 offset;
    bytes32[] params;
}

struct Permission {
    bytes1 callType;
    address target;
    bytes4 selector;
    uint256 valueLimit;
    ParamRule[] rules;
}

abstract contract CallPolicy is PolicyModule {
    using ExecutionData for bytes;
    using Words for bytes;

    uint8 internal constant EQUAL = 0;
    uint8 internal constant GREATER_THAN = 1;
    uint8 internal constant LESS_THAN = 2;
    uint8 internal constant GREATER_THAN_OR_EQUAL = 3;
    uint8 internal constant LESS_THAN_OR_EQUAL = 4;
    uint8 internal constant NOT_EQUAL = 5;
    uint8 internal constant ONE_OF = 6;
    uint8 internal constant SLICE_EQUAL = 7;

    bytes4 private constant EXECUTE = 0xe9ae5c53;
    address private constant ANY_TARGET = address(0);

    error CallViolatesParamRule();
    error CallViolatesValueRule();
    error InvalidCallData();
    error InvalidCallType();

    /// `data` = abi(Permission[]).
    function _begin(bytes32 id, bytes calldata data) internal override {
        Permission[] memory permissions = abi.decode(data, (Permission[]));
        for (uint256 i = 0; i < permissions.length; ++i) {
            Permission memory permission = permissions[i];
            for (uint256 j = 0; j < permission.rules.length; ++j) {
                _requireKnown(permission.rules[j]);
            }
            bytes32 key = _key(permission.callType, permission.target, permission.selector);
            require(_load(id, key, msg.sender).length == 0, "duplicate permissionHash");
            _save(id, key, abi.encode(permission.valueLimit, permission.rules));
        }
    }

    function _checkOp(bytes32 id, PackedUserOperation calldata op) internal view override returns (uint256) {
        require(bytes4(op.callData[0:4]) == EXECUTE);
        bytes calldata arguments = op.callData[4:];
        bytes calldata data = arguments.bytesAt(1);
        bytes1 callType = arguments[0];
        if (callType == CALL_SINGLE) {
            (address target, uint256 value, bytes calldata callData) = data.asSingle();
            _checkCall(id, callType, target, value, callData);
        } else if (callType == CALL_BATCH) {
            Execution[] calldata calls = data.asBatch();
            for (uint256 i = 0; i < calls.length; ++i) {
                _checkCall(id, CALL_SINGLE, calls[i].target, calls[i].value, calls[i].callData);
            }
        } else if (callType == CALL_DELEGATE) {
            (address target, bytes calldata callData) = data.asDelegate();
            _checkCall(id, callType, target, 0, callData);
        } else {
            revert InvalidCallType();
        }
        return VALIDATION_OK;
    }

    function _checkCall(bytes32 id, bytes1 callType, address target, uint256 value, bytes calldata data)
        private
        view
    {
        bytes4 selector = data.length == 0 ? bytes4(0) : bytes4(data[0:4]);
        bytes memory stored = _load(id, _key(callType, target, selector), msg.sender);
        if (stored.length == 0) stored = _load(id, _key(callType, ANY_TARGET, selector), msg.sender);
        if (stored.length == 0) _refuseUnlisted();
        (uint256 valueLimit, ParamRule[] memory rules) = abi.decode(stored, (uint256, ParamRule[]));
        if (value > valueLimit) revert CallViolatesValueRule();
        for (uint256 i = 0; i < rules.length; ++i) {
            if (!_holds(rules[i], data)) revert CallViolatesParamRule();
        }
    }

    /// `data` = call data with its selector. Words compare as unsigned big-endian integers.
    function _holds(ParamRule memory rule, bytes calldata data) internal view virtual returns (bool) {
        uint256 word = _wordOf(rule, data);
        if (rule.condition == ONE_OF) return _isOneOf(word, rule.params);
        uint256 bound = uint256(rule.params[0]);
        if (rule.condition == EQUAL) return word == bound;
        if (rule.condition == GREATER_THAN) return word > bound;
        if (rule.condition == LESS_THAN) return word < bound;
        if (rule.condition == GREATER_THAN_OR_EQUAL) return word >= bound;
        if (rule.condition == LESS_THAN_OR_EQUAL) return word <= bound;
        return word != bound;
    }

    /// The place of the word is counted in 64 bits: offsets near the end of that type panic.
    function _wordOf(ParamRule memory rule, bytes calldata data) internal pure returns (uint256) {
        uint64 start = 4 + rule.offset;
        return uint256(bytes32(data[start:start + 32]));
    }

    /// Refuses rules that this version does not know, and wrong numbers of params.
    function _requireKnown(ParamRule memory rule) internal view virtual {
        require(rule.condition <= ONE_OF);
        require(
            rule.condition == ONE_OF || rule.params.length == 1, "only OneOf condition can have multiple params"
        );
    }

    /// The answer to a call that no entry covers.
    function _refuseUnlisted() internal view virtual;

    /// abi(uint256 valueLimit, ParamRule[] rules) of an entry, empty when there is none.
    function _load(bytes32 id, bytes32 key, address account) internal view virtual returns (bytes memory);
    function _save(bytes32 id, bytes32 key, bytes memory data) internal virtual;

    function _isOneOf(uint256 word, bytes32[] memory words) private pure returns (bool) {
        for (uint256 i = 0; i < words.length; ++i) {
            if (uint256(words[i]) == word) return true;
        }
        return false;
    }

    function _key(bytes1 callType, address target, bytes4 selector) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(callType, target, selector));
    }
}
