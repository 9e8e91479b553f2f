// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Words} from "../shared/Words.sol";
import {CallPolicy, ParamRule} from "./CallPolicy.sol";

// Stand-in for call policy 0.0.5, for the local network only (spec 4.4).
// What it does: as 0.0.4, and can compare a slice of a string or bytes argument by its hash.
// What it refuses: as CallPolicy; a call without an entry is CallViolatesTargetRule, an argument that is
// shorter than the slice is ParamTooShort.

/// @title Which calls a key may make, with rules on slices.
contract CallPolicyV5 is CallPolicy {
    using Words for bytes;

    mapping(bytes32 id => mapping(bytes32 permissionHash => mapping(address owner => bytes))) public
        encodedPermissions;

    error CallViolatesTargetRule();
    error ParamTooShort();

    function _refuseUnlisted() internal pure override {
        revert CallViolatesTargetRule();
    }

    function _requireKnown(ParamRule memory rule) internal view override {
        if (rule.condition != SLICE_EQUAL) return super._requireKnown(rule);
        require(rule.params.length == 3, "SLICE_EQUAL takes start, length and hash");
    }

    /// For a slice `rule.offset` is the head word of the argument, which holds where its length stands.
    function _holds(ParamRule memory rule, bytes calldata data) internal view override returns (bool) {
        if (rule.condition != SLICE_EQUAL) return super._holds(rule, data);
        uint256 position = _wordOf(rule, data);
        bytes calldata arguments = data[4:];
        uint256 end = uint256(rule.params[0]) + uint256(rule.params[1]);
        if (arguments.wordAt(position) < end) revert ParamTooShort();
        bytes calldata content = arguments[position + 32:];
        return keccak256(content[uint256(rule.params[0]):end]) == rule.params[2];
    }

    function _load(bytes32 id, bytes32 key, address account) internal view override returns (bytes memory) {
        return encodedPermissions[id][key][account];
    }

    function _save(bytes32 id, bytes32 key, bytes memory data) internal override {
        encodedPermissions[id][key][msg.sender] = data;
    }
}
