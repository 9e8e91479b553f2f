// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ValidationConfig} from "./Types.sol";

// EIP-712 digests of the Kernel stand-in (local network only), spec 3.1 and 5.1.
// The domain is computed at each call from the chain id and the account, never cached: one runtime
// code serves every chain id. Refuses nothing.

abstract contract Digests {
    string internal constant NAME = "Kernel";
    string internal constant VERSION = "0.3.1";

    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant MESSAGE_TYPE = keccak256("Kernel(bytes32 hash)");
    bytes32 private constant ENABLE_TYPE = keccak256(
        "Enable(bytes21 validationId,uint32 nonce,address hook,bytes validatorData,bytes hookData,bytes selectorData)"
    );

    /// EIP-5267.
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory)
    {
        return (hex"0f", NAME, VERSION, block.chainid, address(this), 0, new uint256[](0));
    }

    /// What a validator or signer is asked about when the account is asked about `hash` (ERC-1271).
    function _messageDigest(bytes32 hash) internal view returns (bytes32) {
        return _digest(keccak256(abi.encode(MESSAGE_TYPE, hash)));
    }

    /// What the owner signs to approve a validation before its first use.
    function _enableDigest(
        bytes21 id,
        ValidationConfig memory config,
        bytes calldata data,
        bytes calldata hookData,
        bytes calldata selectorData
    ) internal view returns (bytes32) {
        bytes32[3] memory hashes = [keccak256(data), keccak256(hookData), keccak256(selectorData)];
        return _digest(keccak256(abi.encode(ENABLE_TYPE, id, config.nonce, config.hook, hashes)));
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPE, keccak256(bytes(NAME)), keccak256(bytes(VERSION)), block.chainid, address(this))
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }
}
