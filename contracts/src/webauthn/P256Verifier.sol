// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {CURVE_ORDER} from "./Curve.sol";

// Stand-in for the Solidity P-256 verifier at 0xc2b78104907F722DABAc4C69f826a522B2754De4, for the local
// network only: for assertions that do not use the precompile.
// What it does: call data = hash ‖ r ‖ s ‖ x ‖ y (32 bytes each); answers one word, 1 = good, 0 = not.
// High s counts as good, as the curve itself has it. Call data of another length is answered with 0.
// What it refuses: nothing; it never reverts on purpose.

/// @title P-256 in Solidity.
contract P256Verifier {
    fallback(bytes calldata data) external returns (bytes memory) {
        if (data.length != 160) return abi.encode(0);
        (bytes32 hash, bytes32 r, uint256 s, bytes32 x, bytes32 y) =
            abi.decode(data, (bytes32, bytes32, uint256, bytes32, bytes32));
        if (s > CURVE_ORDER / 2 && s < CURVE_ORDER) s = CURVE_ORDER - s;
        return abi.encode(P256.verifySolidity(hash, r, bytes32(s), x, y));
    }
}
