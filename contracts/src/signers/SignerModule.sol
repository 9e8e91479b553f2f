// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PackedUserOperation} from "../interfaces/IERC4337.sol";
import {ISigner, MODULE_SIGNER} from "../interfaces/IERC7579.sol";
import {ERC1271_INVALID, ERC1271_VALID, VALIDATION_FAILED, VALIDATION_OK} from "../interfaces/IERC7579.sol";

// What the signer stand-ins share (local network only): one key per permission and account, spec 4.5.
// Install data = permission id, left-aligned (32 bytes) ‖ key.
// What it refuses: a permission that has a key already, or none when it is removed; both revert empty.

abstract contract SignerModule is ISigner {
    /// How many permissions of an account have a key here.
    mapping(address account => uint256) public usedIds;

    function onInstall(bytes calldata data) external payable {
        bytes32 id = bytes32(data[0:32]);
        require(!_hasKey(id, msg.sender));
        usedIds[msg.sender] += 1;
        _setKey(id, data[32:]);
    }

    function onUninstall(bytes calldata data) external payable {
        bytes32 id = bytes32(data[0:32]);
        require(_hasKey(id, msg.sender));
        usedIds[msg.sender] -= 1;
        _dropKey(id);
    }

    function isModuleType(uint256 moduleType) external pure returns (bool) {
        return moduleType == MODULE_SIGNER;
    }

    function isInitialized(address account) external view returns (bool) {
        return usedIds[account] != 0;
    }

    function checkUserOpSignature(bytes32 id, PackedUserOperation calldata op, bytes32 opHash)
        external
        payable
        returns (uint256)
    {
        return _signed(id, opHash, op.signature) ? VALIDATION_OK : VALIDATION_FAILED;
    }

    function checkSignature(bytes32 id, address, bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4)
    {
        return _signed(id, hash, signature) ? ERC1271_VALID : ERC1271_INVALID;
    }

    function _hasKey(bytes32 id, address account) internal view virtual returns (bool);
    function _setKey(bytes32 id, bytes calldata key) internal virtual;
    function _dropKey(bytes32 id) internal virtual;
    function _signed(bytes32 id, bytes32 hash, bytes calldata signature) internal view virtual returns (bool);
}
