// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "solady/src/utils/ECDSA.sol";

// ECDSA as all ECDSA module stand-ins of the local network do it (spec 3): a signature over the raw hash
// or over its EIP-191 form, 65 bytes or 64 (EIP-2098).
// What it refuses: a signature that recovers to no address at all reverts with InvalidSignature().

library Recovery {
    function signedBy(address signer, bytes32 hash, bytes calldata signature) internal view returns (bool) {
        if (ECDSA.recover(hash, signature) == signer) return true;
        return ECDSA.recover(ECDSA.toEthSignedMessageHash(hash), signature) == signer;
    }
}
